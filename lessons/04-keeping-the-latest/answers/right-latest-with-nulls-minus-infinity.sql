-- coalesce to a date older than any
SELECT DISTINCT ON (id) id, modified, score
FROM changes
ORDER BY id, coalesce(modified, '-infinity') DESC;
