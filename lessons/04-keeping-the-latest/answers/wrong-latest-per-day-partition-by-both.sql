-- expects: One row of each date and created_date stayed
SELECT date, temp, min_temp, max_temp, created_date
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date, created_date ORDER BY created_date DESC) AS seq FROM temp_weather) a
WHERE seq = 1;
