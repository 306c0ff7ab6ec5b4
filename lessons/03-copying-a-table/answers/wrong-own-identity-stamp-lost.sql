-- expects: a row inserted into tickets_copy without opened gets NULL
CREATE TABLE tickets_copy AS SELECT * FROM tickets;
CREATE SEQUENCE numbers;
SELECT setval('numbers', coalesce(max(id), 0) + 1, false) FROM tickets_copy;
ALTER TABLE tickets_copy ALTER id SET DEFAULT nextval('numbers');
