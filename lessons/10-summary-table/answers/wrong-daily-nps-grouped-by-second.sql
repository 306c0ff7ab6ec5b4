-- expects: A day has more than one row
SELECT created_at::date AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY created_at;
