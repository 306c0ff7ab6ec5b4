-- expects: Answers that stage withdraws are gone from nps
BEGIN;
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
DELETE FROM nps
USING stage
WHERE nps.id = stage.id AND nps.modified = stage.modified AND nps.deleted AND stage.deleted;
COMMIT;
