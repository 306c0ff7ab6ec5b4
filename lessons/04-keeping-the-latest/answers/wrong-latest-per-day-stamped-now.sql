-- expects: other stamps
SELECT date, temp, min_temp, max_temp, now()::timestamp AS created_date
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) a
WHERE seq = 1
