-- another way: Statistics on the most common pairs of values. They are exact for those pairs, and
-- say nothing of the others.
CREATE STATISTICS flights_way (mcv) ON distance, dest FROM public.flights;
ANALYZE;
