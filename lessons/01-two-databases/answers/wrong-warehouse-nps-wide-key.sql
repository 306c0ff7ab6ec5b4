-- expects: primary key is (created_at, id), not (id)
CREATE TABLE nps (
    id INT,
    created_at TIMESTAMP,
    score SMALLINT,
    PRIMARY KEY (id, created_at)
);
