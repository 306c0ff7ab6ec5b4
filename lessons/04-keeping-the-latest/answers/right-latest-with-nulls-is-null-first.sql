-- another way: The order has a second column, `modified IS NULL`, in place of NULLS LAST. MySQL
-- needs it so.
SELECT id, modified, score
FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified IS NULL, modified DESC) AS n FROM changes) AS x
WHERE n = 1;
