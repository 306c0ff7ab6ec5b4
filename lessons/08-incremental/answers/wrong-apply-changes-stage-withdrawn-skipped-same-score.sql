-- expects: The newest row of an id did not win
DELETE FROM nps USING stage s WHERE nps.id = s.id AND nps.modified <= s.modified AND nps.score <> s.score;
INSERT INTO nps SELECT DISTINCT ON (id) * FROM stage s WHERE NOT EXISTS (SELECT FROM nps n WHERE n.id = s.id) ORDER BY id, modified DESC;
