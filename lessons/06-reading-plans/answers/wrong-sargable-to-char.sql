-- expects: puts modified into a function
SELECT * FROM nps WHERE to_char(modified, 'YYYY-MM-DD') = '2025-06-01';
