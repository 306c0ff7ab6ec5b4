-- two columns in the order, as MySQL needs it
SELECT id, modified, score
FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified IS NULL, modified DESC) AS n FROM changes) AS x
WHERE n = 1;
