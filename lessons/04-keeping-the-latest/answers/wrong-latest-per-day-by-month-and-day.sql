-- expects: Not every date is there
-- the date without its year: the same day of two years counts as one
SELECT date, temp, min_temp, max_temp, created_date
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY to_char(date, 'MM-DD') ORDER BY created_date DESC) AS seq
    FROM temp_weather
) AS numbered
WHERE seq = 1;
