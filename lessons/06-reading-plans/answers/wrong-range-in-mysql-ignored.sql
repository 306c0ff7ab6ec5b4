-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps IGNORE INDEX (nps_modified) WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
