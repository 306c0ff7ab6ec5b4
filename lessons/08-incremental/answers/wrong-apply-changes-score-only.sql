-- expects: nps holds a row that neither
INSERT INTO nps
SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC
ON CONFLICT (id) DO UPDATE
SET score = EXCLUDED.score
WHERE EXCLUDED.modified >= nps.modified;
