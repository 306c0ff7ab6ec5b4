-- expects: run ANALYZE flights after CREATE STATISTICS
ANALYZE flights;
CREATE STATISTICS flights_way ON dest, distance FROM flights;
