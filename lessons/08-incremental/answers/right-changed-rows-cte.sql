-- the day's ends in a CTE
WITH day AS (
    SELECT CAST(:run_date AS DATETIME) AS starts, CAST(:run_date AS DATETIME) + INTERVAL 1 DAY AS ends
)
SELECT nps.*
FROM nps
JOIN day ON nps.modified >= day.starts AND nps.modified < day.ends;
