-- expects: One that was modified again since then belongs to its new day
SELECT * FROM nps
WHERE (modified >= :run_date AND modified < :run_date + INTERVAL 1 DAY)
   OR (created_at >= :run_date AND created_at < :run_date + INTERVAL 1 DAY);
