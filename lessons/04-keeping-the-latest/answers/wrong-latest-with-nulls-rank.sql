-- expects: equally new all stayed
SELECT id, modified, score
FROM (SELECT *, RANK() OVER (PARTITION BY id ORDER BY modified DESC NULLS LAST) AS seq FROM changes) a WHERE seq = 1
