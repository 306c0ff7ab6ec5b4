-- expects: holds only a part of the rows
CREATE INDEX ON changes (id, modified DESC) WHERE score > 5;
