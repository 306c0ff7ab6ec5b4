-- expects: amount (double precision) and placed_at (timestamp(0) without time zone) do not come back
CREATE TABLE orders (
    id DOUBLE PRECISION PRIMARY KEY,
    amount DOUBLE PRECISION,
    paid SMALLINT,
    placed_at TIMESTAMP(0),
    note TEXT,
    tags JSONB
);
