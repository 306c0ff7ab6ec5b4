-- named columns, DATE_ADD, a typed literal
SELECT id, created_at, score, modified, deleted
FROM nps
WHERE modified < DATE_ADD(DATE :run_date, INTERVAL 1 DAY)
  AND modified >= DATE :run_date
ORDER BY modified, id
