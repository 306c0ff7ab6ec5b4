CREATE INDEX changes_latest ON changes (id, modified DESC) INCLUDE (score);
