SELECT n.id, n.created_at, n.score, n.modified, n.deleted FROM nps AS n
WHERE n.modified >= DATE('2025-06-01') AND n.modified < DATE_ADD('2025-06-01', INTERVAL 1 DAY);
