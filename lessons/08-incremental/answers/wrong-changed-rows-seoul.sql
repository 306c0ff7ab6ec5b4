-- expects: The window is nine hours early
SELECT *
FROM nps
WHERE modified >= :run_date - INTERVAL 9 HOUR AND modified < :run_date + INTERVAL 15 HOUR;
