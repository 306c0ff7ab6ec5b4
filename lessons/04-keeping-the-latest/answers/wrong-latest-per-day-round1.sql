-- expects: There is a row that temp_weather never held
SELECT DISTINCT ON (date) date, round(temp::numeric,1) AS temp, round(min_temp::numeric,1) AS min_temp, round(max_temp::numeric,1) AS max_temp, created_date FROM temp_weather ORDER BY date, created_date DESC
