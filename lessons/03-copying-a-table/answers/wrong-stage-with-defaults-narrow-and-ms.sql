-- expects: temp_weather refuses rows that later loads may bring
CREATE TABLE temp_weather (date date, temp numeric(3,1), min_temp numeric(3,1), max_temp numeric(3,1), created_date timestamp DEFAULT now());
INSERT INTO temp_weather SELECT * FROM weather_forecast;
