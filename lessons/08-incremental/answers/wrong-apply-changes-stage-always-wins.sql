-- expects: The row of stage won even where nps had a newer one
BEGIN;
DELETE FROM nps USING stage WHERE nps.id = stage.id;
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC;
COMMIT;
