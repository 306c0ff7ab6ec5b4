-- expects: You compared created_date without the date
SELECT * FROM temp_weather WHERE created_date IN (SELECT max(created_date) FROM temp_weather GROUP BY date)
