-- expects: other data
SELECT * FROM nps WHERE modified >= '2025-03-10' AND modified < '2025-03-11';
