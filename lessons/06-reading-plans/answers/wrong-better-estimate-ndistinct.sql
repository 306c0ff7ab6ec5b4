-- expects: helps with GROUP BY, not with a filter
CREATE STATISTICS flights_way (ndistinct) ON dest, distance FROM flights;
ANALYZE flights;
