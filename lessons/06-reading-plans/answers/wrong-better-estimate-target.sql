-- expects: There are no statistics on several columns
ALTER TABLE flights ALTER COLUMN dest SET STATISTICS 10000, ALTER COLUMN distance SET STATISTICS 10000;
ANALYZE flights;
