-- expects: holds short values only, and the source has longer ones
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text, tags jsonb);
CREATE INDEX ON orders (tags);
