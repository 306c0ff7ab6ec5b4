CREATE STATISTICS ON dest, distance FROM flights; ANALYZE flights (dest, distance);
