-- expects: a date + 1 is a number
SELECT * FROM nps WHERE modified >= :run_date AND modified < :run_date + 1;
