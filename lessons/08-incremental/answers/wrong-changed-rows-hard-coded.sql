-- expects: These are the rows of 2025-03-10
SELECT * FROM nps WHERE modified >= '2025-03-10' AND modified < '2025-03-11';
