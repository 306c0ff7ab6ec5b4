-- expects: don't add a key that it does not have
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2) UNIQUE, paid smallint, placed_at timestamp, note text, tags json);
