-- expects: leaves out responses with the score 0
SELECT count(NULLIF(score, 0)) AS answers FROM nps;
