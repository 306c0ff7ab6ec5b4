-- expects: You asked for created_at
SELECT * FROM nps WHERE created_at >= :run_date AND created_at < :run_date + INTERVAL 1 DAY;
