-- expects: not expected
SELECT count(*) AS answers FROM nps GROUP BY score;
