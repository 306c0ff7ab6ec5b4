-- expects: nps holds a row that neither
MERGE INTO nps t USING (SELECT DISTINCT ON (id) id, min(created_at) OVER (PARTITION BY id) AS created_at, score, modified, deleted FROM stage ORDER BY id, modified DESC) s ON t.id = s.id
WHEN MATCHED AND s.modified >= t.modified THEN UPDATE SET created_at = s.created_at, score = s.score, modified = s.modified, deleted = s.deleted
WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.created_at, s.score, s.modified, s.deleted);
