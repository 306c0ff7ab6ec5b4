-- expects: paid (jsonb) does not come back as sent
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid jsonb, placed_at timestamp, note text, tags jsonb);
