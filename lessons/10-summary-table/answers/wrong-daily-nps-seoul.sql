-- expects: The days are those of another time zone.
SELECT (created_at + interval '9 hours')::date AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
