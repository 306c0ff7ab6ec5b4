-- expects: You took max() of each column
SELECT date, max(temp) AS temp, max(min_temp) AS min_temp, max(max_temp) AS max_temp, max(created_date) AS created_date
FROM temp_weather GROUP BY date
