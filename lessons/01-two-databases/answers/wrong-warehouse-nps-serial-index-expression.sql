-- expects: don't add a key that it does not have
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint);
CREATE UNIQUE INDEX ON nps ((created_at::date), score);
