-- expects: converts modified, row by row
SELECT * FROM nps WHERE modified::date = '2025-06-01';
