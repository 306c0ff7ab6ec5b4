-- expects: not stamped with the time of the insert
INSERT INTO temp_weather SELECT *, '2015-03-03 06:00' FROM incoming;
