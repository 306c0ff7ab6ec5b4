-- expects: The rows that were in temp_weather are gone
TRUNCATE temp_weather;
INSERT INTO temp_weather SELECT * FROM incoming;
