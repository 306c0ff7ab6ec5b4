-- expects: answers that nobody changed must stay
BEGIN;
TRUNCATE nps;
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC;
COMMIT;
