-- expects: Not all rows of incoming are there
-- as many rows as were sent this morning
INSERT INTO temp_weather (date, temp, min_temp, max_temp)
SELECT date, temp, min_temp, max_temp
FROM incoming
LIMIT 8;
