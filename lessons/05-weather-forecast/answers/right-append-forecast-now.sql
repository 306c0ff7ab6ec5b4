-- the time written out: now()
INSERT INTO temp_weather SELECT *, now() FROM incoming;
