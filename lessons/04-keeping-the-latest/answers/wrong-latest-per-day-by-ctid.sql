-- expects: inserted last
SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, ctid DESC
