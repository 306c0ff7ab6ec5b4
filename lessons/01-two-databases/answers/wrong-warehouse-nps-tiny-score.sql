-- expects: MySQL's SMALLINT holds -32768 to 32767
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score NUMERIC(2, 0)
);
