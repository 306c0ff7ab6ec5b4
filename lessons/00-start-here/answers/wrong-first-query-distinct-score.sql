-- expects: You counted the different scores
SELECT count(DISTINCT score) AS answers FROM nps;
