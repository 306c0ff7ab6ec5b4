-- expects: other data
SELECT * FROM nps WHERE NOT deleted ORDER BY id LIMIT 10;
