-- expects: There are no statistics on several columns
ANALYZE flights;
