-- expects: public.nps is another table than before
BEGIN;
CREATE TABLE new_nps (LIKE nps INCLUDING ALL);
INSERT INTO new_nps
SELECT DISTINCT ON (id) id, created_at, score, modified, deleted
FROM (SELECT *, 0 AS side FROM nps UNION ALL SELECT *, 1 FROM stage) AS both_sides
ORDER BY id, modified DESC, side DESC;
DROP TABLE nps;
ALTER TABLE new_nps RENAME TO nps;
COMMIT;
