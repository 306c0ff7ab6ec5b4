-- expects: tickets_copy rejects tickets without an id. 
CREATE TABLE tickets_copy (id serial, subject text NOT NULL DEFAULT '', opened timestamp DEFAULT now());
INSERT INTO tickets_copy SELECT id, coalesce(subject,''), opened FROM tickets;
SELECT setval('tickets_copy_id_seq', coalesce(max(id),0)+1, false) FROM tickets;
