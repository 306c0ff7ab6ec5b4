-- expects: missing: modified
SELECT id, created_at, score, deleted FROM nps WHERE modified >= :run_date AND modified < :run_date + INTERVAL 1 DAY;
