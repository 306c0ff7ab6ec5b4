-- expects: appended twice
INSERT INTO temp_weather SELECT * FROM incoming;
INSERT INTO temp_weather SELECT * FROM incoming;
