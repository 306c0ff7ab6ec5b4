-- expects: no row was dropped
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC
