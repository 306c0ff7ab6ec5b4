-- expects: JSON, JSONB and TEXT hold any JSON from MySQL
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags VARCHAR(255)
);
