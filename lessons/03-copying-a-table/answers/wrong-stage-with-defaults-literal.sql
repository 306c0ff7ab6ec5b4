-- expects: is stamped 2015-03-02 06:00:00, which is not the time of that insert
CREATE TABLE temp_weather AS SELECT * FROM weather_forecast;
ALTER TABLE temp_weather ALTER COLUMN created_date SET DEFAULT '2015-03-02 06:00:00';
