-- expects: converts modified, row by row
SELECT * FROM nps WHERE modified::text LIKE '2025-06-01%';
