-- expects: NULL was taken for a late date
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, coalesce(modified, now()) DESC
