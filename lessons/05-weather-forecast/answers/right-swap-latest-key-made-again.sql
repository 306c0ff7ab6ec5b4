-- without the key for a moment, in one transaction
BEGIN;
ALTER TABLE weather_forecast DROP CONSTRAINT weather_forecast_pkey;
INSERT INTO weather_forecast SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1;
DELETE FROM weather_forecast w USING weather_forecast v WHERE v.ctid > w.ctid AND v.date=w.date;
ALTER TABLE weather_forecast ADD PRIMARY KEY (date);
COMMIT;
