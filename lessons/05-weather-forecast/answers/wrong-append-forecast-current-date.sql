-- expects: not stamped with the time of the insert
INSERT INTO temp_weather SELECT *, current_date FROM incoming;
