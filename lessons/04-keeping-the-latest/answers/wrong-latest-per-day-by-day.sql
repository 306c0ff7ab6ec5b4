-- expects: only the day of created_date
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date::date DESC
