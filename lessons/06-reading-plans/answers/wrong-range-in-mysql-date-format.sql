-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps WHERE DATE_FORMAT(modified, '%Y-%m-%d') = '2025-06-01';
