-- expects: syntax error
SELECT * FROM temp_weather AS t
QUALIFY ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) = 1
