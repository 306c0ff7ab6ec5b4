-- expects: Rows that came twice in incoming were appended once
INSERT INTO temp_weather SELECT DISTINCT * FROM incoming;
