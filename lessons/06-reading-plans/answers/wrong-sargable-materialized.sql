-- expects: the plan reads the whole table nps
WITH answers AS MATERIALIZED (SELECT * FROM nps)
SELECT * FROM answers WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
