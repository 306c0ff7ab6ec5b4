-- expects: holds a part of the rows only
CREATE INDEX ON changes (id, modified DESC) WHERE score > 5;
