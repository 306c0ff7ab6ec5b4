-- expects: does not keep rows that tickets accepts as they were sent
CREATE TABLE tickets_copy (id serial PRIMARY KEY, subject text, opened timestamp DEFAULT now()); INSERT INTO tickets_copy SELECT * FROM tickets; SELECT setval('tickets_copy_id_seq', coalesce(max(id),0)+1, false) FROM tickets; ALTER TABLE tickets_copy ALTER opened TYPE timestamp(3);
