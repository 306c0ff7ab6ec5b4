-- UPDATE and INSERT, serializable
BEGIN ISOLATION LEVEL SERIALIZABLE;
UPDATE weather_forecast w SET temp=l.temp, min_temp=l.min_temp, max_temp=l.max_temp, created_date=l.created_date FROM (SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1) l WHERE l.date=w.date;
INSERT INTO weather_forecast SELECT * FROM (SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1) l WHERE NOT EXISTS (SELECT 1 FROM weather_forecast w WHERE w.date=l.date);
COMMIT;
