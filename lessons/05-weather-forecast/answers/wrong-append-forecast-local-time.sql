-- expects: not stamped with the time of the insert
INSERT INTO temp_weather SELECT *, now() AT TIME ZONE 'Asia/Seoul' FROM incoming;
