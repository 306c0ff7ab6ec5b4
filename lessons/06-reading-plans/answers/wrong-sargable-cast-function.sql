-- expects: the plan reads the whole table nps
SELECT * FROM nps WHERE CAST(modified AS date) = DATE '2025-06-01';
