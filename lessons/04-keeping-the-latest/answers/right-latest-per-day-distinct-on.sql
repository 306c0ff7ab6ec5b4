-- DISTINCT ON, PostgreSQL's own short form
SELECT DISTINCT ON (date) *
FROM temp_weather
ORDER BY date, created_date DESC
