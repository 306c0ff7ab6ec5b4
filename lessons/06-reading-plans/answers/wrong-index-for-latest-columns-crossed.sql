-- expects: The query wants id first
CREATE INDEX ON changes (modified DESC, id);
