-- MERGE
MERGE INTO nps
USING (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC) AS newest
ON nps.id = newest.id
WHEN MATCHED AND newest.modified >= nps.modified THEN
    UPDATE SET created_at = newest.created_at, score = newest.score, modified = newest.modified, deleted = newest.deleted
WHEN NOT MATCHED THEN
    INSERT VALUES (newest.id, newest.created_at, newest.score, newest.modified, newest.deleted);
