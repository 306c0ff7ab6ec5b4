-- expects: helps GROUP BY, not a filter
CREATE STATISTICS flights_way (ndistinct) ON dest, distance FROM flights;
ANALYZE flights;
