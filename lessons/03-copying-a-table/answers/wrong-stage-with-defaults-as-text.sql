-- expects: Some values are text
CREATE TABLE temp_weather (date text, temp text, min_temp text, max_temp text, created_date TIMESTAMP DEFAULT now());
INSERT INTO temp_weather SELECT * FROM weather_forecast;
