-- expects: temp_weather is a view, not a table
CREATE VIEW temp_weather AS SELECT * FROM weather_forecast;
