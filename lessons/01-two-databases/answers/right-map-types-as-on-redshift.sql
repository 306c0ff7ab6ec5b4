-- Redshift's longest VARCHAR, and NOT NULL where the rows never have it.
CREATE TABLE orders (
    id NUMERIC(20, 0) PRIMARY KEY,
    amount DECIMAL(18, 4),
    paid BOOLEAN NOT NULL DEFAULT FALSE,
    placed_at TIMESTAMP NOT NULL,
    note VARCHAR(65535),
    tags VARCHAR(65535)
);
