CREATE STATISTICS flights_way (dependencies) ON dest, distance FROM flights;
ANALYZE flights;
