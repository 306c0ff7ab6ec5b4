-- expects: The index has NULLS FIRST or NULLS LAST
CREATE INDEX ON changes (id, modified DESC NULLS LAST);
