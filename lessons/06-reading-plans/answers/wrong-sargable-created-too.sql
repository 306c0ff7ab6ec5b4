-- expects: Only rows that were also created on that day were returned
SELECT *
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02' AND created_at >= '2025-06-01';
