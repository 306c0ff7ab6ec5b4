-- expects: don't add a CHECK that it does not have
CREATE TABLE orders (id numeric(20) PRIMARY KEY CHECK (id > 0), amount numeric(12,2), paid smallint, placed_at timestamp, note text, tags json);
