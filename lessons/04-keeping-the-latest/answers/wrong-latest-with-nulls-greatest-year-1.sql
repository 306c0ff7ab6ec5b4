-- expects: NULL was replaced by a date that is not old enough
-- the first moment of the year 1 for NULL: a change of that moment ties with it
SELECT DISTINCT ON (id) id, modified, score
FROM changes
ORDER BY id, greatest(modified, '0001-01-01') DESC;
