-- expects: returns no rows
CREATE TEMP TABLE newest AS SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC
