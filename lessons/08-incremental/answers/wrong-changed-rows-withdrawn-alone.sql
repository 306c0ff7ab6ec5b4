-- expects: Only withdrawn responses came
SELECT *
FROM nps
WHERE modified >= :run_date AND modified < :run_date + INTERVAL 1 DAY AND deleted;
