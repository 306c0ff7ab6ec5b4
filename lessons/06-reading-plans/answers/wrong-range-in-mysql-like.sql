-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps WHERE modified LIKE '2025-06-01%';
