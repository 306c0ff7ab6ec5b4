-- expects: more than once
SELECT * FROM changes c WHERE NOT EXISTS (SELECT 1 FROM changes d WHERE d.id = c.id AND d.modified > c.modified)
