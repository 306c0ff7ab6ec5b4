-- expects: You counted the different times
SELECT count(DISTINCT created_at) AS answers FROM nps;
