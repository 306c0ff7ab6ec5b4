-- another way: The four columns are named, and the default fills the fifth.
INSERT INTO temp_weather (date, temp, min_temp, max_temp) SELECT date, temp, min_temp, max_temp FROM incoming;
