-- expects: Only created_date differs: the rows lost their own values
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather (date, temp, min_temp, max_temp)
SELECT date, temp, min_temp, max_temp FROM weather_forecast;
