-- Types without lengths, JSON as text, one CHECK that lets through all that BIGINT UNSIGNED holds.
CREATE TABLE orders (
    id NUMERIC PRIMARY KEY CHECK (id >= 0 AND id <= 18446744073709551615),
    amount NUMERIC,
    paid INT,
    placed_at TIMESTAMP,
    note VARCHAR,
    tags TEXT
);
