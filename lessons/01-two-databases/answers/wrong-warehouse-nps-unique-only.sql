-- expects: nps accepts a row whose id is NULL
CREATE TABLE nps (
    id INT UNIQUE,
    created_at TIMESTAMP,
    score SMALLINT
);
