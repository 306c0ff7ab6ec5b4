-- expects: temp_weather refuses a second row for a date. It has a key or a unique index on date. INCLUDING ALL
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING ALL);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
