-- expects: without created_date gets NULL: the default is lost
CREATE TABLE temp_weather (LIKE weather_forecast);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
