-- expects: don't add a CHECK that it does not have
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT CHECK (score BETWEEN 0 AND 10)
);
