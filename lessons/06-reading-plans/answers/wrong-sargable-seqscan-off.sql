-- expects: the plan reads the whole table nps
SET enable_seqscan = off;
SELECT * FROM nps WHERE modified::date = '2025-06-01';
