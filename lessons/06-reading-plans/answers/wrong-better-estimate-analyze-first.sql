-- expects: ANALYZE flights fills them
ANALYZE flights;
CREATE STATISTICS flights_way ON dest, distance FROM flights;
