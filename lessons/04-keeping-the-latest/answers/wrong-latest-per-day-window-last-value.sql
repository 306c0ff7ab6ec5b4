-- expects: unless its frame says otherwise
SELECT DISTINCT date, last_value(temp) OVER w AS temp, last_value(min_temp) OVER w AS min_temp, last_value(max_temp) OVER w AS max_temp, last_value(created_date) OVER w AS created_date FROM temp_weather WINDOW w AS (PARTITION BY date ORDER BY created_date)
