-- expects: not stamped with the time of the insert
INSERT INTO temp_weather SELECT *, date FROM incoming;
