-- the newest put aside in a temporary table, TRUNCATE, INSERT, in one transaction
BEGIN;
CREATE TEMP TABLE newest AS
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC;
TRUNCATE temp_weather;
INSERT INTO temp_weather SELECT * FROM newest;
COMMIT;
