-- expects: The newest row of an id did not win
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified AND (EXCLUDED.score <> nps.score OR EXCLUDED.deleted <> nps.deleted OR EXCLUDED.created_at IS DISTINCT FROM nps.created_at);
