-- NOT EXISTS a row that comes before, NULL and place in the table included
SELECT c.* FROM changes c
WHERE NOT EXISTS (
    SELECT FROM changes d
    WHERE d.id = c.id
      AND (d.modified > c.modified
           OR (d.modified IS NOT NULL AND c.modified IS NULL)
           OR (d.modified IS NOT DISTINCT FROM c.modified AND d.ctid < c.ctid))
);
