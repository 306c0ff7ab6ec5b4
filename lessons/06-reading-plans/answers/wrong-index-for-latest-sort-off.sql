-- expects: There is no index on changes
SET enable_sort = off;
