-- expects: but differ all stayed
SELECT DISTINCT * FROM temp_weather t
WHERE created_date = (SELECT max(created_date) FROM temp_weather u WHERE u.date = t.date);
