-- expects: newest is left
CREATE TABLE IF NOT EXISTS newest AS SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC;
INSERT INTO nps SELECT * FROM newest
ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted WHERE nps.modified <= EXCLUDED.modified;
