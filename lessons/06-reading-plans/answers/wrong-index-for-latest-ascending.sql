-- expects: both columns in the same direction
CREATE INDEX ON changes (id, modified);
