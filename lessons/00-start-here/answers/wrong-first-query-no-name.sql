-- expects: the columns should be answers
SELECT count(*) FROM nps;
