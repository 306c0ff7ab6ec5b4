-- expects: make it in public
CREATE SCHEMA AUTHORIZATION CURRENT_USER;
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint);
