CREATE STATISTICS flights_way (mcv) ON distance, dest FROM public.flights;
ANALYZE;
