-- expects: the column should be answers
SELECT count(*) FROM nps;
