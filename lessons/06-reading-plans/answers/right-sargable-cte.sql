WITH day AS (
    SELECT TIMESTAMP '2025-06-01' AS begins
)
SELECT nps.*
FROM nps
JOIN day ON nps.modified >= day.begins AND nps.modified < day.begins + INTERVAL '1 day';
