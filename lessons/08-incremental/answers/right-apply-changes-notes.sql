-- the notes' way: all rows and the changes in a copy, ROW_NUMBER, and back; of equally new ones stage's
BEGIN;
CREATE TEMP TABLE temp_nps AS SELECT *, 0 AS side FROM nps;
INSERT INTO temp_nps SELECT *, 1 FROM stage;
DELETE FROM nps;
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC, side DESC) AS seq
    FROM temp_nps
) AS numbered
WHERE seq = 1;
DROP TABLE temp_nps;
COMMIT;
