-- expects: not the newest of its date
SELECT DISTINCT ON (date) * FROM temp_weather
WHERE temp IS NOT NULL AND max_temp IS NOT NULL
ORDER BY date, created_date DESC
