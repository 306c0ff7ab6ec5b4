-- expects: You kept the oldest row
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date
