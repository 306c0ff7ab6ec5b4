-- expects: other stamps
BEGIN;
CREATE TEMP TABLE newest AS SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC;
DELETE FROM temp_weather;
INSERT INTO temp_weather (date, temp, min_temp, max_temp) SELECT date, temp, min_temp, max_temp FROM newest;
COMMIT;
