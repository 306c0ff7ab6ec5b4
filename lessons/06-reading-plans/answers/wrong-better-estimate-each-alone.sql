-- expects: There are no statistics on several columns
CREATE INDEX ON flights (dest);
CREATE INDEX ON flights (distance);
ANALYZE flights;
