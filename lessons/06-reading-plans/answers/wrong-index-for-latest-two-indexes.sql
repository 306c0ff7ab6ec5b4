-- expects: Sort
CREATE INDEX ON changes (id);
CREATE INDEX ON changes (modified DESC);
