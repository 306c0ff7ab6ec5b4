-- expects: not the newest of its id
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, score DESC NULLS LAST
