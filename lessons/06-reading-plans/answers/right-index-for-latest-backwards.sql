CREATE INDEX ON changes (id DESC, modified);
