-- expects: You kept one row of the whole table
SELECT date, temp, min_temp, max_temp, created_date
FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY created_date DESC) AS seq FROM temp_weather) a
WHERE seq = 1
