-- expects: public.nps is not as it should be
BEGIN;
CREATE TEMP TABLE temp_nps (LIKE nps INCLUDING DEFAULTS) ON COMMIT DROP;
INSERT INTO temp_nps SELECT * FROM nps;
INSERT INTO temp_nps SELECT * FROM stage;
DELETE FROM nps;
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq
    FROM temp_nps
) AS numbered
WHERE seq = 1;
COMMIT;
