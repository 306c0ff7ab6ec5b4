-- expects: run ANALYZE flights after CREATE STATISTICS
CREATE STATISTICS flights_way ON dest, distance FROM flights;
