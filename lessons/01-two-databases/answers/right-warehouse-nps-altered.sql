-- The key is added afterwards, and is checked at COMMIT.
DROP TABLE IF EXISTS nps;
CREATE TABLE nps (id INT, created_at TIMESTAMP(0), score NUMERIC);
ALTER TABLE nps ADD CONSTRAINT nps_key PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED;
COMMENT ON TABLE nps IS 'from production';
