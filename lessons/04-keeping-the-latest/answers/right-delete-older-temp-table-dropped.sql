-- the same without a transaction; columns named; the helper goes
DROP TABLE IF EXISTS newest;
CREATE TABLE newest (LIKE temp_weather INCLUDING DEFAULTS);
INSERT INTO newest SELECT date, temp, min_temp, max_temp, created_date FROM (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS numbered
WHERE seq = 1;
DELETE FROM temp_weather;
INSERT INTO temp_weather (date, temp, min_temp, max_temp, created_date)
SELECT date, temp, min_temp, max_temp, created_date FROM newest;
DROP TABLE newest;
