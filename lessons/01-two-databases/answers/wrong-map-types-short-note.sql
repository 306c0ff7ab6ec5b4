-- expects: value too long for type character varying(10)
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount NUMERIC(12, 2),
    paid SMALLINT,
    placed_at TIMESTAMP,
    note VARCHAR(10),
    tags JSONB
);
