-- expects: within an id, the rows still have to be sorted
CREATE INDEX ON changes (id) INCLUDE (modified, score);
