-- expects: other data, state: with other dates
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather SELECT * FROM weather_forecast WHERE date >= '2015-03-01';
