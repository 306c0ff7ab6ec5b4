-- expects: There are no statistics on several columns
CREATE INDEX ON flights (dest, distance);
ANALYZE flights;
