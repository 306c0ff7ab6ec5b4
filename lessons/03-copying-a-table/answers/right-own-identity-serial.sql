-- a serial column made anew
CREATE TABLE tickets_copy (
  id serial PRIMARY KEY,
  subject text,
  opened timestamp DEFAULT now()
);
INSERT INTO tickets_copy SELECT * FROM tickets;
SELECT setval('tickets_copy_id_seq', (SELECT max(id) FROM tickets));
