-- expects: Answers without created_at are left out
SELECT *
FROM nps
WHERE modified >= :run_date AND modified < :run_date + INTERVAL 1 DAY AND created_at IS NOT NULL;
