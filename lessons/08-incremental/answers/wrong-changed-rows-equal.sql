-- expects: a date is compared as its midnight
SELECT * FROM nps WHERE modified = :run_date;
