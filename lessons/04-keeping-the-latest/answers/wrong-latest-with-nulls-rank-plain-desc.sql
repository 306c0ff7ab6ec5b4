-- expects: NULL counts as the newest
SELECT id, modified, score
FROM (SELECT *, RANK() OVER (PARTITION BY id ORDER BY modified DESC) AS seq FROM changes) a WHERE seq = 1
