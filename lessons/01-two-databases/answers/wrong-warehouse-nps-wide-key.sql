-- expects: primary key is (id, created_at), not (id)
CREATE TABLE nps (
    id INT,
    created_at TIMESTAMP,
    score SMALLINT,
    PRIMARY KEY (id, created_at)
);
