-- expects: amount (real) does not come back as sent
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount REAL,
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
