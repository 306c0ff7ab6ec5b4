-- another way: The columns are named, and DATE_ADD computes the end of the day.
SELECT id, created_at, score, modified, deleted
FROM nps
WHERE modified < DATE_ADD(DATE :run_date, INTERVAL 1 DAY)
  AND modified >= DATE :run_date
ORDER BY modified, id
