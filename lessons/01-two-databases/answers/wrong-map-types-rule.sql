-- expects: rows were loaded into orders by INSERT, and
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text, tags json);
CREATE RULE r AS ON INSERT TO orders WHERE NEW.amount < 0 DO INSTEAD NOTHING;
