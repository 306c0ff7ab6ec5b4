-- another way: The day's end is computed by DATE_ADD: the column itself still stands alone, so the
-- index helps.
SELECT n.id, n.created_at, n.score, n.modified, n.deleted FROM nps AS n
WHERE n.modified >= DATE('2025-06-01') AND n.modified < DATE_ADD('2025-06-01', INTERVAL 1 DAY);
