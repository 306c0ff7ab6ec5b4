-- UPDATE, then INSERT, with an anti-join
UPDATE nps
SET created_at = s.created_at, score = s.score, modified = s.modified, deleted = s.deleted
FROM stage AS s
WHERE s.id = nps.id
  AND s.modified >= nps.modified
  AND s.modified = (SELECT max(modified) FROM stage WHERE id = s.id);
INSERT INTO nps
SELECT s.*
FROM stage AS s
LEFT JOIN nps AS n USING (id)
LEFT JOIN stage AS newer ON newer.id = s.id AND newer.modified > s.modified
WHERE n.id IS NULL AND newer.id IS NULL;
