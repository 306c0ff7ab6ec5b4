-- expects: with an empty table, never used, it stops with an error
CREATE TABLE tickets_copy (id serial PRIMARY KEY, subject text, opened timestamp DEFAULT now());
INSERT INTO tickets_copy SELECT * FROM tickets;
SELECT setval('tickets_copy_id_seq', coalesce(max(id), 0)) FROM tickets_copy;
