-- >= : a row that both sides have is written once more, unchanged
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (SELECT *, RANK() OVER (PARTITION BY id ORDER BY modified DESC) AS place FROM stage) AS ranked
WHERE place = 1
ON CONFLICT (id) DO UPDATE
SET (created_at, score, modified, deleted) = (EXCLUDED.created_at, EXCLUDED.score, EXCLUDED.modified, EXCLUDED.deleted)
WHERE nps.modified <= EXCLUDED.modified;
