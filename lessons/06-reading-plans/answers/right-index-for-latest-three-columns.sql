CREATE INDEX changes_latest ON changes (id ASC, modified DESC, score);
