-- a temporary table for the newest rows, and a lock
BEGIN;
CREATE TEMP TABLE latest ON COMMIT DROP AS SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1;
LOCK TABLE weather_forecast;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT * FROM latest;
COMMIT;
