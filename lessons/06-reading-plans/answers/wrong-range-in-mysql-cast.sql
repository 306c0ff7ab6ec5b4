-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps WHERE CAST(modified AS CHAR(10)) = '2025-06-01';
