-- the stage is cleaned first
BEGIN;
DELETE FROM temp_weather WHERE ctid NOT IN (SELECT DISTINCT ON (date) ctid FROM temp_weather ORDER BY date, created_date DESC);
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT * FROM temp_weather;
COMMIT;
