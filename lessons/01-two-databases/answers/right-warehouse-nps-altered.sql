-- another way: The key is added after the table, as when a table is there already. Wider types for
-- the score do no harm.
DROP TABLE IF EXISTS nps;
CREATE TABLE nps (id INT, created_at TIMESTAMP(0), score NUMERIC);
ALTER TABLE nps ADD CONSTRAINT nps_key PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED;
COMMENT ON TABLE nps IS 'from production';
