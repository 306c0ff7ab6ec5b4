-- expects: CHAR pads values with spaces
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note CHAR(65535),
    tags JSONB
);
