-- expects: without the parts of a second
-- created_date cut to seconds: of two rows of one second, any one
SELECT DISTINCT ON (date) date, temp, min_temp, max_temp, created_date
FROM temp_weather
ORDER BY date, date_trunc('second', created_date) DESC;
