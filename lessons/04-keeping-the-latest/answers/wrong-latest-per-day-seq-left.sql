-- expects: not asked for: seq
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) a
WHERE seq = 1
