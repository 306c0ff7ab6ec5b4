-- expects: created_at (text) does not come back as sent
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TEXT,
    score SMALLINT
);
