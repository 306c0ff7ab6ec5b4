-- expects: both are gone
DELETE FROM temp_weather
WHERE (date, created_date) IN (
    SELECT date, created_date
    FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) a
    WHERE seq > 1)
