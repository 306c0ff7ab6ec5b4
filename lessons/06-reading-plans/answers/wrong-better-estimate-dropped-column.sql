-- expects: the given query does not run any more
ALTER TABLE flights DROP COLUMN distance;
ANALYZE flights;
