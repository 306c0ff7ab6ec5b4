-- expects: with 2,600 rows modified on the day: the rows differ
SELECT DISTINCT ON (modified) * FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
