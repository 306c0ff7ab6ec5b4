CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid boolean CHECK (paid IN (true,false)), placed_at timestamp NOT NULL, note text, tags text CHECK (tags IS JSON));
CREATE INDEX ON orders (placed_at);
