-- expects: left a transaction open
BEGIN;
INSERT INTO temp_weather SELECT * FROM incoming;
