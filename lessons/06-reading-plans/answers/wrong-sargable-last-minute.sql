-- expects: The last minute of the day is missing
SELECT *
FROM nps
WHERE modified >= '2025-06-01 00:00' AND modified <= '2025-06-01 23:59';
