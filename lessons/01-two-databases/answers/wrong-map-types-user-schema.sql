-- expects: make it in public
CREATE SCHEMA AUTHORIZATION CURRENT_USER;
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text, tags json);
