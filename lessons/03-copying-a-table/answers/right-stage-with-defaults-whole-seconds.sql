-- stamps of new rows cut to whole seconds
CREATE TABLE temp_weather AS TABLE weather_forecast;
ALTER TABLE temp_weather ALTER created_date SET DEFAULT date_trunc('second', now());
