-- expects: The midnight at the end of the day is in
SELECT * FROM nps WHERE modified BETWEEN :run_date AND :run_date + INTERVAL 1 DAY;
