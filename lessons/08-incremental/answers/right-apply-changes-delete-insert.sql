-- older rows of nps deleted, then what is not there inserted
BEGIN;
DELETE FROM nps
USING stage
WHERE nps.id = stage.id AND nps.modified <= stage.modified;
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq
    FROM stage
) AS numbered
WHERE seq = 1
  AND NOT EXISTS (SELECT FROM nps WHERE nps.id = numbered.id);
COMMIT;
