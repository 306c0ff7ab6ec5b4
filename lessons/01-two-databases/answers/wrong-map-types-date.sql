-- expects: placed_at (date) does not come back as sent
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at DATE,
    note TEXT,
    tags JSONB
);
