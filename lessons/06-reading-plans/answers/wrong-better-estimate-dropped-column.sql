-- expects: the given query no longer runs
ALTER TABLE flights DROP COLUMN distance;
ANALYZE flights;
