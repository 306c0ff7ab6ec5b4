-- expects: there is no table weather_forecast
ALTER TABLE weather_forecast DROP CONSTRAINT weather_forecast_pkey;
ALTER TABLE weather_forecast RENAME TO temp_weather;
