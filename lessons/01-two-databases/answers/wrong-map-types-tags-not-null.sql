-- expects: The source has rows with NULL there: don't add NOT NULL
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB NOT NULL
);
