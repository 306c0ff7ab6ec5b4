-- expects: refuses a second row for a date
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
ALTER TABLE temp_weather ADD UNIQUE (date, temp, min_temp, max_temp);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
