-- expects: nps is in the schema prod
CREATE SCHEMA prod;
SET search_path TO prod;
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
