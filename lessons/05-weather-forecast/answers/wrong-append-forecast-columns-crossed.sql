-- expects: Not all rows of incoming are there
INSERT INTO temp_weather (date, temp, max_temp, min_temp) SELECT date, temp, min_temp, max_temp FROM incoming;
