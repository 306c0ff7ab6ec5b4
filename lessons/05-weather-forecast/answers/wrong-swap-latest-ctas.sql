-- expects: weather_forecast has no primary key
BEGIN;
DROP TABLE weather_forecast;
CREATE TABLE weather_forecast AS SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1;
COMMIT;
