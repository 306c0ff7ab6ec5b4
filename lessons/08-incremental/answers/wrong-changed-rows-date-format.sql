-- expects: plan
SELECT * FROM nps WHERE DATE_FORMAT(modified, '%Y-%m-%d') = :run_date;
