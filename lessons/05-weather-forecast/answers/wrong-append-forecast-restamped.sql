-- expects: The rows that were in temp_weather have new stamps
INSERT INTO temp_weather SELECT * FROM incoming;
UPDATE temp_weather SET created_date=now();
