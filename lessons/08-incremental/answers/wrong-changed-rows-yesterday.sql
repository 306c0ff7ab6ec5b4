-- expects: These are the rows of the day before :run_date
SELECT * FROM nps WHERE modified >= :run_date - INTERVAL 1 DAY AND modified < :run_date;
