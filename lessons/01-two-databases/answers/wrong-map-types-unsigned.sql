-- expects: syntax error at or near "UNSIGNED"
CREATE TABLE orders (
    id BIGINT UNSIGNED PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
