-- expects: holds short values only
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text STORAGE PLAIN, tags json);
