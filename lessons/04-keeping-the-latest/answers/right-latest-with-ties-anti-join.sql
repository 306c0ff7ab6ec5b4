-- LEFT JOIN to a later row, and keep those without
SELECT a."sensor", a."at", a."value", a."seq"
FROM public.readings AS a
LEFT JOIN public.readings AS b ON b.sensor = a.sensor AND (b.at > a.at OR (b.at = a.at AND b.seq > a.seq))
WHERE b.sensor IS NULL;
