-- expects: a withdrawal is a change like any other
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage WHERE NOT deleted ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
