-- a new table in the place of the old one
BEGIN;
CREATE TABLE new_nps (LIKE nps INCLUDING ALL);
INSERT INTO new_nps
SELECT DISTINCT ON (id) *
FROM (SELECT * FROM nps UNION ALL SELECT * FROM stage) AS both_sides
ORDER BY id, modified DESC;
DROP TABLE nps;
ALTER TABLE new_nps RENAME TO nps;
COMMIT;
