-- expects: newest in the whole table
DELETE FROM temp_weather WHERE created_date < (SELECT max(created_date) FROM temp_weather)
