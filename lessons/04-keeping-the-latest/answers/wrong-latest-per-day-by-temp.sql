-- expects: warmest forecast
SELECT date, temp, min_temp, max_temp, created_date
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY temp DESC) AS seq FROM temp_weather) a
WHERE seq = 1
