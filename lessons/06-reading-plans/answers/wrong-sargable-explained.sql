-- expects: the columns should be
EXPLAIN SELECT * FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
