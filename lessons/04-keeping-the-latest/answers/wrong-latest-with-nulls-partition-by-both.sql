-- expects: You partitioned by id and modified
SELECT id, modified, score
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id, modified ORDER BY modified DESC NULLS LAST) AS seq FROM changes) a WHERE seq = 1
