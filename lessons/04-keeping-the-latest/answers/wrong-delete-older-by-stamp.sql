-- expects: You dropped rows by created_date alone
DELETE FROM temp_weather
WHERE created_date IN (
    SELECT created_date
    FROM (SELECT *, RANK() OVER (PARTITION BY date ORDER BY created_date DESC) AS r FROM temp_weather) a
    WHERE r > 1)
