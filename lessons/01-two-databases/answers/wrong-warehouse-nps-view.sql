-- expects: nps is a view, not a table
CREATE VIEW nps AS
SELECT 1 AS id, TIMESTAMP '2025-03-01 12:00:00' AS created_at, 0 AS score;
