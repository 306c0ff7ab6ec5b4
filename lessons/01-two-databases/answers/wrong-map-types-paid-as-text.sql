-- expects: paid (text) does not come back as sent
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid TEXT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
