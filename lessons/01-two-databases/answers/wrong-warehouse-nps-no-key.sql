-- expects: nps has no primary key; it should be (id)
CREATE TABLE nps (
    id INT NOT NULL,
    created_at TIMESTAMP,
    score SMALLINT
);
