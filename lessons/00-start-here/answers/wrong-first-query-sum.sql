-- expects: That is the sum of the scores
SELECT sum(score) AS answers FROM nps;
