CREATE TABLE temp_weather (date date, temp numeric, min_temp numeric, max_temp numeric, created_date timestamp DEFAULT now()); INSERT INTO temp_weather SELECT * FROM weather_forecast;
