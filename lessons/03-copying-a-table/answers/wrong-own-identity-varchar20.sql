-- expects: tickets_copy refuses rows that tickets accepts
CREATE TABLE tickets_copy (id serial, subject varchar(20), opened timestamp DEFAULT now());
INSERT INTO tickets_copy SELECT * FROM tickets;
SELECT setval('tickets_copy_id_seq', coalesce(max(id),0)+1, false) FROM tickets;
