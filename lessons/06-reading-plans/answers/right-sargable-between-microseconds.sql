SELECT id, created_at, score, modified, deleted
FROM nps
WHERE modified BETWEEN '2025-06-01' AND '2025-06-01 23:59:59.999999';
