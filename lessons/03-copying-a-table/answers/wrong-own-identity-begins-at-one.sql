-- expects: Its numbering gives an id that a copied ticket already has
CREATE TABLE tickets_copy (id serial PRIMARY KEY, subject text, opened timestamp DEFAULT now());
INSERT INTO tickets_copy SELECT * FROM tickets;
