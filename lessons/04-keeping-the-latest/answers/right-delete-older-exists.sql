-- DELETE where a row comes before, compared as a pair
DELETE FROM public.temp_weather a
WHERE EXISTS (
    SELECT 1 FROM public.temp_weather b
    WHERE b.date = a.date AND (b.created_date, b.ctid) > (a.created_date, a.ctid)
);
