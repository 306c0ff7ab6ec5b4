-- expects: The copied created_date lost digits of the second
CREATE TABLE temp_weather (
    date DATE, temp REAL, min_temp REAL, max_temp REAL, created_date TIMESTAMP(0) DEFAULT now()
);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
