-- expects: INSERT without created_date gives every row a new stamp
BEGIN;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast (date,temp,min_temp,max_temp) SELECT date,temp,min_temp,max_temp FROM (SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1) l;
COMMIT;
