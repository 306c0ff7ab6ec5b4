-- expects: You kept the oldest row
SELECT DISTINCT ON (id) * FROM changes ORDER BY id, modified NULLS FIRST
