-- expects: The window is longer than a day
SELECT *
FROM nps
WHERE modified >= :run_date AND modified < :run_date + INTERVAL 1 MONTH;
