-- expects: row-level security, which hides its rows
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint);
ALTER TABLE nps ENABLE ROW LEVEL SECURITY;
