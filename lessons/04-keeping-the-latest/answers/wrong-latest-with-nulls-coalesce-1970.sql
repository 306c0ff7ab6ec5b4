-- expects: not old enough
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, coalesce(modified, '1970-01-01') DESC
