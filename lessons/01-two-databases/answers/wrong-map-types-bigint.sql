-- expects: BIGINT UNSIGNED goes up to 18446744073709551615, twice as far as BIGINT
CREATE TABLE orders (
    id BIGINT PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note TEXT,
    tags JSONB
);
