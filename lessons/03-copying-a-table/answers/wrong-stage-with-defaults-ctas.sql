-- expects: without created_date gets NULL: the default is lost, as CREATE TABLE AS
CREATE TABLE temp_weather AS
SELECT * FROM weather_forecast;
