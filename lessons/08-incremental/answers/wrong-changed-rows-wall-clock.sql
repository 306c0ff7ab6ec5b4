-- expects: missing
SELECT * FROM nps WHERE modified >= CURRENT_DATE - INTERVAL 1 DAY AND modified < CURRENT_DATE;
