-- expects: NULL was replaced by a late date
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, coalesce(modified, now()) DESC
