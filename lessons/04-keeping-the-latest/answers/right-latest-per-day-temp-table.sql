-- several statements: a temporary table, a deletion, and the SELECT last
BEGIN;
CREATE TEMP TABLE work AS
SELECT *, row_number() OVER w AS n FROM temp_weather
WINDOW w AS (PARTITION BY date ORDER BY created_date DESC, temp);
DELETE FROM work WHERE n > 1;
COMMIT;
SELECT max_temp, min_temp, temp, created_date, date FROM work;
