-- expects: id (real) does not come back as sent
CREATE TABLE nps (
    id REAL NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
