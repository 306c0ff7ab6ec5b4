-- expects: The last minute of the day is left out
SELECT * FROM nps WHERE modified BETWEEN :run_date AND CONCAT(:run_date, ' 23:59');
