-- expects: nps holds a row that neither
INSERT INTO nps SELECT * FROM (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC) s
ON CONFLICT (id) DO UPDATE SET created_at = least(nps.created_at, excluded.created_at), score = excluded.score, modified = excluded.modified, deleted = excluded.deleted WHERE excluded.modified >= nps.modified;
