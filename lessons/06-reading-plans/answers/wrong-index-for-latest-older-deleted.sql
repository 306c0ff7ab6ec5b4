-- expects: changes does not hold the rows that it held
DELETE FROM changes c USING changes n WHERE n.id = c.id AND n.modified > c.modified;
CREATE INDEX ON changes (id, modified DESC);
