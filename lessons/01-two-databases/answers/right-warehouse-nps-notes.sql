-- The notes' own table.
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
