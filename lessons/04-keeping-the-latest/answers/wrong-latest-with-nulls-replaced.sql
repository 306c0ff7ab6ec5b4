-- expects: changes never held
SELECT DISTINCT ON (id) id, coalesce(modified, '-infinity'::timestamp) AS modified, score
FROM changes ORDER BY id, changes.modified DESC NULLS LAST
