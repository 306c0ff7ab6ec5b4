-- expects: came in without a stamp
INSERT INTO temp_weather SELECT *, NULL FROM incoming;
