-- expects: puts modified into a function
SELECT * FROM nps WHERE date_trunc('day', modified) = '2025-06-01';
