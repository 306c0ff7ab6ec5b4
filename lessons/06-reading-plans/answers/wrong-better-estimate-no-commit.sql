-- expects: left a transaction open
BEGIN;
CREATE STATISTICS flights_way ON dest, distance FROM flights;
ANALYZE flights;
