-- expects: NULLS FIRST or NULLS LAST otherwise
CREATE INDEX ON changes (id, modified DESC NULLS LAST);
