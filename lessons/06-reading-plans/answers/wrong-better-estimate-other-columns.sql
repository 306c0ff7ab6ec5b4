-- expects: not on both columns of the filter
CREATE STATISTICS flights_way ON carrier, dest FROM flights;
ANALYZE flights;
