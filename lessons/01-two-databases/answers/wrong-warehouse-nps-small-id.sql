-- expects: MySQL's INT holds -2147483648 to 2147483647
CREATE TABLE nps (
    id SMALLINT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
