-- expects: You partitioned by created_date
SELECT date, temp, min_temp, max_temp, created_date
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY created_date ORDER BY date DESC) AS seq FROM temp_weather) a
WHERE seq = 1
