-- expects: You kept the oldest row of each date
BEGIN;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date) AS seq FROM temp_weather) AS n WHERE seq = 1;
COMMIT;
