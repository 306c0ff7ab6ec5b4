-- expects: don't add a key that it does not have
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint UNIQUE);
