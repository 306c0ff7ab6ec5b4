-- expects: orders accepts a row whose id is NULL
CREATE TABLE orders (
    id NUMERIC(20, 0) UNIQUE,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
