-- a sequence of its own that goes on where the original's stands
CREATE TABLE tickets_copy (LIKE tickets INCLUDING DEFAULTS);
INSERT INTO tickets_copy TABLE tickets;
CREATE SEQUENCE tickets_copy_numbers OWNED BY tickets_copy.id;
ALTER TABLE tickets_copy ALTER COLUMN id SET DEFAULT nextval('tickets_copy_numbers');
SELECT setval('tickets_copy_numbers', last_value, is_called) FROM tickets_id_seq;
