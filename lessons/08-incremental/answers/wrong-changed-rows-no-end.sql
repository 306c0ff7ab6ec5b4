-- expects: The window has no end
SELECT * FROM nps WHERE modified >= :run_date;
