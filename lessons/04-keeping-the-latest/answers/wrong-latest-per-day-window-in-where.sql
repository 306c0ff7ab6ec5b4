-- expects: not allowed in WHERE
SELECT * FROM temp_weather WHERE ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) = 1
