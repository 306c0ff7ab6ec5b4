-- expects: nps holds a row that neither
MERGE INTO nps n USING (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC) s ON n.id = s.id
WHEN MATCHED AND s.modified >= n.modified THEN UPDATE SET created_at = coalesce(s.created_at, n.created_at), score = s.score, modified = s.modified, deleted = s.deleted
WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.created_at, s.score, s.modified, s.deleted);
