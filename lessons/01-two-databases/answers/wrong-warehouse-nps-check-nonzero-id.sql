-- expects: don't add a CHECK that it does not have
CREATE TABLE nps (id int PRIMARY KEY CHECK (id <> 0), created_at timestamp, score smallint);
