-- expects: rows differ: 1 row missing
SELECT * FROM nps WHERE modified BETWEEN '2025-06-01' AND '2025-06-01 23:59:59.999';
