-- expects: The newest row of an id did not win
MERGE INTO nps t USING (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC) s ON t.id = s.id
WHEN MATCHED AND s.modified >= t.modified AND (s.score, s.deleted) IS DISTINCT FROM (t.score, t.deleted) THEN UPDATE SET created_at = s.created_at, score = s.score, modified = s.modified, deleted = s.deleted
WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.created_at, s.score, s.modified, s.deleted);
