-- expects: don't add a key that it does not have
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text UNIQUE, tags json);
