-- expects: tickets itself does not take a new ticket any more
CREATE TABLE tickets_copy (LIKE tickets INCLUDING ALL);
INSERT INTO tickets_copy SELECT * FROM tickets;
ALTER TABLE tickets ALTER id DROP DEFAULT;
