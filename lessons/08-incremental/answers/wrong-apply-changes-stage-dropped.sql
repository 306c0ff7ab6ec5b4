-- expects: the second run stops with an error
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
DROP TABLE stage;
