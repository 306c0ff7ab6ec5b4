-- expects: tickets itself no longer accepts a new ticket
CREATE TABLE tickets_copy (LIKE tickets INCLUDING ALL);
INSERT INTO tickets_copy SELECT * FROM tickets;
ALTER TABLE tickets ALTER id DROP DEFAULT;
