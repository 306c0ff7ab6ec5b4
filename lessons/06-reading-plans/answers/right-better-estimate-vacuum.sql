CREATE STATISTICS flights_way (dependencies) ON dest, distance FROM flights;
VACUUM ANALYZE flights;
