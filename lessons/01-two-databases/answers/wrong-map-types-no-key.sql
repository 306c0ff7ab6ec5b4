-- expects: orders accepts a second row with the same id
CREATE TABLE orders (
    id NUMERIC(20, 0) NOT NULL,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
