-- expects: An index of the type hash has no order
CREATE INDEX ON changes USING hash (id);
