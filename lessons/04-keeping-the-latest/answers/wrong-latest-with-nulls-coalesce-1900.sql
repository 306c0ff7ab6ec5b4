-- expects: not old enough
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, coalesce(modified, '1900-01-01') DESC
