-- expects: Rows of the day before :run_date came too
SELECT *
FROM nps
WHERE modified >= :run_date - INTERVAL 1 DAY AND modified < :run_date + INTERVAL 1 DAY;
