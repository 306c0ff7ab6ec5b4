-- another way: Types without a length, and JSON as text: fewer rules to maintain, but the database
-- no longer checks that tags is JSON.
CREATE TABLE orders (
    id NUMERIC PRIMARY KEY CHECK (id >= 0 AND id <= 18446744073709551615),
    amount NUMERIC,
    paid INT,
    placed_at TIMESTAMP,
    note VARCHAR,
    tags TEXT
);
