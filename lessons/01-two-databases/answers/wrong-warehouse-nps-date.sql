-- expects: created_at (date) does not come back as sent. MySQL's TIMESTAMP is a date and a time
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at DATE,
    score SMALLINT
);
