-- expects: NUMERIC with 20 digits holds it
CREATE TABLE orders (
    id NUMERIC(19, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
