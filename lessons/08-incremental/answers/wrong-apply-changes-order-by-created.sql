-- expects: The newest row of an id did not win
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, created_at DESC NULLS LAST, modified DESC
ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted WHERE nps.modified <= EXCLUDED.modified;
