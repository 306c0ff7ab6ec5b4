-- expects: temp_weather refuses rows that later loads may bring
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
CREATE UNIQUE INDEX ON temp_weather (date, (created_date::date));
