-- expects: NULL was taken for today
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, coalesce(modified, now()) DESC
