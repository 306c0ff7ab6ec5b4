-- expects: public.nps is not as it should be
BEGIN;
CREATE TEMP TABLE temp_nps ON COMMIT DROP AS SELECT * FROM nps UNION ALL SELECT * FROM stage;
DELETE FROM nps;
INSERT INTO nps SELECT DISTINCT ON (id) * FROM temp_nps ORDER BY id, created_at DESC;
COMMIT;
