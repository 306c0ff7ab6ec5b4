-- for each date the first row of a LATERAL subquery
SELECT newest.*
FROM (SELECT DISTINCT date FROM public.temp_weather) AS days
CROSS JOIN LATERAL (
    SELECT * FROM public.temp_weather AS t
    WHERE t.date = days.date
    ORDER BY t.created_date DESC
    FETCH FIRST ROW ONLY
) AS newest;
