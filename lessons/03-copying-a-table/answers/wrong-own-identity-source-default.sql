-- expects: tickets has changed in more than its rows: its defaults
CREATE TABLE tickets_copy (id serial PRIMARY KEY, subject text, opened timestamp DEFAULT now()); INSERT INTO tickets_copy SELECT * FROM tickets; SELECT setval('tickets_copy_id_seq', coalesce(max(id),0)+1, false) FROM tickets; ALTER TABLE tickets ALTER opened DROP DEFAULT
