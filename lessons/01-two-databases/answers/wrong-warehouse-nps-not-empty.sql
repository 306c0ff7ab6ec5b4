-- expects: nps is not empty: it holds 1 row
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint);
INSERT INTO nps VALUES (1,'2025-03-01 12:00:00',0);
