-- expects: the first and the last moments of the day, other months and years: the rows differ
SELECT id::real::bigint AS id, created_at, score, modified, deleted
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02';
