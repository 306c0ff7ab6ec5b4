-- expects: equally new all stayed
SELECT t.*
FROM temp_weather t
JOIN (SELECT date, max(created_date) AS created_date FROM temp_weather GROUP BY date) m USING (date, created_date);
