-- expects: more than once
INSERT INTO temp_weather SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC;
