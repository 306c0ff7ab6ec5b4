-- expects: MySQL's TEXT holds up to 65535 bytes
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note VARCHAR(255),
    tags JSONB
);
