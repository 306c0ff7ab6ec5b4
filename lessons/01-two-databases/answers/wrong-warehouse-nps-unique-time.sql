-- expects: don't add a key that it does not have
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP UNIQUE,
    score SMALLINT
);
