-- expects: within an id, the rows still have to be sorted
CREATE INDEX changes_id ON changes (id);
CLUSTER changes USING changes_id;
ANALYZE changes;
