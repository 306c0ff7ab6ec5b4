-- expects: Not all rows of incoming are there
INSERT INTO temp_weather (date, temp, min_temp, max_temp) SELECT * FROM incoming ORDER BY date LIMIT 20
