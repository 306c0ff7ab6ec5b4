-- expects: the default was computed once, when it was set
CREATE TABLE temp_weather AS SELECT * FROM weather_forecast;
ALTER TABLE temp_weather ALTER COLUMN created_date SET DEFAULT 'now';
