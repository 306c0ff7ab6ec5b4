-- expects: changes is another table than before
CREATE TABLE sorted AS SELECT * FROM changes ORDER BY id, modified DESC;
DROP TABLE changes;
ALTER TABLE sorted RENAME TO changes;
CREATE INDEX ON changes (id, modified DESC);
ANALYZE changes;
