-- expects: no row was dropped
CREATE TEMP TABLE temp_weather AS SELECT DISTINCT ON (date) * FROM public.temp_weather ORDER BY date, created_date DESC;
