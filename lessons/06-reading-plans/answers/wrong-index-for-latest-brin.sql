-- expects: An index of the type brin has no order
CREATE INDEX ON changes USING brin (id, modified);
