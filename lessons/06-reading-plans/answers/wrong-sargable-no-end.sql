-- expects: the range needs an end
SELECT * FROM nps WHERE modified >= '2025-06-01';
