BEGIN;
CREATE INDEX changes_latest ON changes (id, modified DESC);
CLUSTER changes USING changes_latest;
COMMIT;
