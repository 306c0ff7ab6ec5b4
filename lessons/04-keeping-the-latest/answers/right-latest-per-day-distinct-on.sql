-- another way: DISTINCT ON, PostgreSQL's short form. Redshift and MySQL do not have it.
SELECT DISTINCT ON (date) *
FROM temp_weather
ORDER BY date, created_date DESC
