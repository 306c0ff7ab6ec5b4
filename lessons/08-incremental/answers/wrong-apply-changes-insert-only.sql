-- expects: no row that it had was changed
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage ORDER BY id, modified DESC ON CONFLICT DO NOTHING;
