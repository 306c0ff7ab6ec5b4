-- expects: the range should begin with the day and end with it
SELECT *
FROM nps
WHERE modified >= :run_date AND modified < :run_date + INTERVAL 25 HOUR
  AND DATE(modified) = :run_date;
