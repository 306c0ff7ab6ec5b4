-- the newest of those with a date, and one row of the ids that have none
WITH dated AS (
    SELECT DISTINCT ON (id) * FROM changes WHERE modified IS NOT NULL ORDER BY id, modified DESC
)
SELECT * FROM dated
UNION ALL
(SELECT DISTINCT ON (id) * FROM changes WHERE id NOT IN (SELECT id FROM dated) ORDER BY id);
