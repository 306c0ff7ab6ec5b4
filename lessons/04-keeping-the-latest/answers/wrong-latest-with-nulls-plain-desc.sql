-- expects: NULL counts as the newest
SELECT id, modified, score
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq FROM changes) a WHERE seq = 1
