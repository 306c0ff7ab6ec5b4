-- expects: plan
SELECT * FROM nps WHERE modified LIKE CONCAT(:run_date, '%');
