-- expects: the copy takes its ids from the original's sequence
CREATE TABLE tickets_copy (LIKE tickets INCLUDING ALL);
INSERT INTO tickets_copy SELECT * FROM tickets;
