-- expects: with 2,600 rows modified on the day: the rows differ
SELECT MAX(id) AS id, MAX(created_at) AS created_at, MAX(score) AS score, modified, MAX(deleted) AS deleted FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02' GROUP BY modified;
