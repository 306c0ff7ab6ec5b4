-- expects: The copied tickets have other ids than in tickets
CREATE TABLE tickets_copy (id serial PRIMARY KEY, subject text, opened timestamp DEFAULT now());
INSERT INTO tickets_copy (subject, opened) SELECT subject, opened FROM tickets ORDER BY id;
