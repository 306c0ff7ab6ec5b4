-- expects: Ids are gone
SELECT DISTINCT ON (id) * FROM changes WHERE modified IS NOT NULL ORDER BY id, modified DESC
