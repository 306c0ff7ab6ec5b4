-- expects: The query needs id first
CREATE INDEX ON changes (modified DESC, id);
