-- expects: both columns in one direction
CREATE INDEX ON changes (id DESC, modified DESC);
