-- expects: the last query does not read nps
CREATE TEMP TABLE day AS SELECT * FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
SELECT * FROM day;
