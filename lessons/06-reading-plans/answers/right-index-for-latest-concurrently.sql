CREATE INDEX CONCURRENTLY IF NOT EXISTS changes_latest ON changes (id, modified DESC);
