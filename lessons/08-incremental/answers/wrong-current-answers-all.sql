-- expects: The withdrawn responses are there too
SELECT * FROM nps;
