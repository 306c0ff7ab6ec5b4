-- expects: nps holds a row that neither
INSERT INTO nps
SELECT id, max(created_at), max(score), max(modified), bool_or(deleted) FROM stage GROUP BY id
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
