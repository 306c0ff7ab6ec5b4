-- expects: leaves answers with the score 0 out
SELECT count(NULLIF(score, 0)) AS answers FROM nps;
