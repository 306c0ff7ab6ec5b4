MERGE INTO nps
USING (SELECT DISTINCT ON (id) *
FROM stage
ORDER BY id, modified DESC) AS s ON nps.id = s.id
WHEN MATCHED AND nps.modified <= s.modified THEN UPDATE SET (created_at, score, modified, deleted) = (s.created_at, s.score, s.modified, s.deleted)
WHEN NOT MATCHED THEN INSERT (id, created_at, score, modified, deleted) VALUES (s.id, s.created_at, s.score, s.modified, s.deleted);
