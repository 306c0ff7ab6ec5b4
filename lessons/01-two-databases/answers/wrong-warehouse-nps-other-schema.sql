-- expects: nps is in the schema keeyong
CREATE SCHEMA keeyong;
CREATE TABLE keeyong.nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
