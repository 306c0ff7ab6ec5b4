CREATE STATISTICS flights_way (mcv, dependencies) ON origin, dest, distance FROM flights;
ANALYZE flights (origin, dest, distance);
