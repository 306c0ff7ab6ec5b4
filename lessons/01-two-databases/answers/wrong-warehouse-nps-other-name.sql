-- expects: nps has no column score
CREATE TABLE nps (
    id INT PRIMARY KEY,
    created_at TIMESTAMP,
    points SMALLINT
);
