-- expects: NULL counts as the newest
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, modified DESC
