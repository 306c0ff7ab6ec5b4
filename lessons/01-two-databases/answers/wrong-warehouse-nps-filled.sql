-- expects: It should be empty before the load
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
INSERT INTO nps VALUES (3, '2025-03-01 12:00:00', 0);
