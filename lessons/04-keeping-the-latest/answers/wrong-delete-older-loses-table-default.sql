-- expects: public.temp_weather is another table than before
BEGIN;
CREATE TABLE t2 AS SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC;
DROP TABLE temp_weather;
ALTER TABLE t2 RENAME TO temp_weather;
COMMIT;
