-- expects: equally new all stayed
DELETE FROM temp_weather
WHERE (date, created_date) NOT IN (SELECT date, max(created_date) FROM temp_weather GROUP BY date)
