-- expects: ten digits before the point and two after it
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(10, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
