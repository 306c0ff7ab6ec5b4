-- expects: An index of the kind hash has no order
CREATE INDEX ON changes USING hash (id);
