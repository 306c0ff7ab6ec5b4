-- LIKE with the defaults, then the rows
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather
SELECT *
FROM weather_forecast;
