CREATE INDEX first_try ON changes (id, modified);
DROP INDEX first_try;
CREATE INDEX changes_latest ON changes (id, modified DESC);
