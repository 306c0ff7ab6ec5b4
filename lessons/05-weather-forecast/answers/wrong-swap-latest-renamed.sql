-- expects: weather_forecast is another table than before
BEGIN;
CREATE TABLE n (LIKE weather_forecast INCLUDING ALL);
INSERT INTO n SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1;
DROP TABLE weather_forecast;
ALTER TABLE n RENAME TO weather_forecast;
COMMIT;
