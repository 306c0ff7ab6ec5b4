-- expects: An index of the kind brin has no order
CREATE INDEX ON changes USING brin (id, modified);
