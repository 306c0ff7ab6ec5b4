-- expects: The rows that were in temp_weather are stamped anew
INSERT INTO temp_weather SELECT * FROM incoming;
UPDATE temp_weather SET created_date=now();
