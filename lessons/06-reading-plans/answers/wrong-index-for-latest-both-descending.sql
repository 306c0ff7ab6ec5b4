-- expects: both columns in the same direction
CREATE INDEX ON changes (id DESC, modified DESC);
