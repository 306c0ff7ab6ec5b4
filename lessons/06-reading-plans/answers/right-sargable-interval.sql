SELECT *
FROM nps
WHERE modified >= DATE '2025-06-01'
  AND modified < DATE '2025-06-01' + INTERVAL '1 day'
ORDER BY modified;
