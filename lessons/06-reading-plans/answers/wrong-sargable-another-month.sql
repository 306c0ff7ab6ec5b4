-- expects: the rows differ
SELECT * FROM nps WHERE modified >= '2025-01-06' AND modified < '2025-01-07';
