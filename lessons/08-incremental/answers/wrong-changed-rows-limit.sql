-- expects: with 2,600 changes of one day: the rows differ
SELECT * FROM nps WHERE modified >= :run_date AND modified < :run_date + INTERVAL 1 DAY ORDER BY modified LIMIT 500;
