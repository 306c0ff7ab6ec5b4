-- expects: Ids are gone
SELECT c.* FROM changes c JOIN (SELECT id, max(modified) AS modified FROM changes GROUP BY id) m USING (id, modified)
