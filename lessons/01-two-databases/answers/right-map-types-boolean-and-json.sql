-- A boolean, JSON as it was written, a time with a zone.
CREATE TABLE orders (
    id DECIMAL(38, 0) NOT NULL PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid BOOLEAN,
    placed_at TIMESTAMPTZ(6),
    note TEXT,
    tags JSON
);
