-- NULL first, and stamped by an UPDATE of just these rows
INSERT INTO temp_weather SELECT *, NULL FROM incoming;
UPDATE temp_weather SET created_date = now() WHERE created_date IS NULL;
