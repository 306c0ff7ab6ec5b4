-- expects: id (text) does not come back as sent
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
