-- expects: The withdrawn answers are there too
SELECT * FROM nps;
