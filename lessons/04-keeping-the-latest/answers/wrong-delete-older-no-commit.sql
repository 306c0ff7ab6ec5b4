-- expects: left a transaction open
BEGIN;
DELETE FROM temp_weather WHERE ctid NOT IN (
    SELECT DISTINCT ON (date) ctid FROM temp_weather ORDER BY date, created_date DESC);
