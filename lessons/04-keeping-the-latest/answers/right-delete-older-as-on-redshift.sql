-- SQL that Redshift takes: aside, emptied, back, in one transaction
BEGIN;
CREATE TEMP TABLE newest AS
SELECT date, temp, min_temp, max_temp, created_date
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
    FROM temp_weather
) AS numbered
WHERE seq = 1;
DELETE FROM temp_weather;
INSERT INTO temp_weather SELECT date, temp, min_temp, max_temp, created_date FROM newest;
DROP TABLE newest;
COMMIT;
