-- expects: stops with an error
SELECT * FROM nps WHERE modified::date = '2025-06-01';
