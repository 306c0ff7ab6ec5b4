-- another way: An upsert of the newest row of each id. One statement; Redshift has no ON CONFLICT.
INSERT INTO nps (id, created_at, score, modified, deleted)
SELECT DISTINCT ON (id) id, created_at, score, modified, deleted
FROM stage
ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE EXCLUDED.modified >= nps.modified;
