-- expects: other data
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage ORDER BY id, date_trunc('second', modified) DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE date_trunc('second', EXCLUDED.modified) >= date_trunc('second', nps.modified);
