-- expects: left a transaction open
BEGIN;
DELETE FROM nps USING stage WHERE nps.id = stage.id AND nps.modified <= stage.modified;
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC ON CONFLICT DO NOTHING;
