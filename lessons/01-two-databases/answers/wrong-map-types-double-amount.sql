-- expects: binary fractions, in which 0.10 + 0.20 is not 0.30
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount DOUBLE PRECISION,
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
