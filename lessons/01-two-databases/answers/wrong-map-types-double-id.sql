-- expects: id (double precision) does not come back as sent
CREATE TABLE orders (
    id DOUBLE PRECISION PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
