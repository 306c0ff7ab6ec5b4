-- expects: placed_at (timestamp(0) without time zone) does not come back as sent
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP(0),
    note TEXT,
    tags JSONB
);
