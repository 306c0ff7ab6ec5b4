-- expects: a ticket inserted into tickets_copy without an id gets NULL for it
CREATE TABLE tickets_copy AS SELECT * FROM tickets;
