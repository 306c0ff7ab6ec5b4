-- expects: temp_weather never held
SELECT date, avg(temp)::real AS temp, min(min_temp) AS min_temp, max(max_temp) AS max_temp, max(created_date) AS created_date
FROM temp_weather GROUP BY date
