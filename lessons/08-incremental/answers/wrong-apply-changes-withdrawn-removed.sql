-- expects: Withdrawn responses are gone
BEGIN;
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
DELETE FROM nps WHERE deleted;
COMMIT;
