-- expects: ids that it did not have were not added
UPDATE nps
SET created_at = s.created_at, score = s.score, modified = s.modified, deleted = s.deleted
FROM (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC) AS s
WHERE s.id = nps.id AND s.modified >= nps.modified;
