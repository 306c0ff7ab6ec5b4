-- expects: nps holds a row that neither
INSERT INTO nps SELECT DISTINCT ON (id) *
FROM stage
ORDER BY id, modified DESC
ON CONFLICT (id)
DO UPDATE SET score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
WHERE nps.modified <= EXCLUDED.modified;
