-- expects: Not every date
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC LIMIT 6
