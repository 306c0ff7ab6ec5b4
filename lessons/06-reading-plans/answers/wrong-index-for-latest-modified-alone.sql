-- expects: The index is in the order of modified
CREATE INDEX ON changes (modified DESC);
