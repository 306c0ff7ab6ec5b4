-- expects: weather_forecast has changed in more than its rows: its defaults
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
ALTER TABLE weather_forecast ALTER created_date DROP DEFAULT;
