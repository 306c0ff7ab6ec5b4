-- expects: ANALYZE flights fills them
CREATE STATISTICS flights_way ON dest, distance FROM flights;
