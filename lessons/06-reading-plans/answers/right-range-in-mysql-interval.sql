SELECT *
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-01' + INTERVAL 1 DAY
ORDER BY id;
