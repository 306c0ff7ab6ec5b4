-- expects: A 0 does not count as a detractor
SELECT created_at::date AS day,
       round(avg(CASE WHEN score BETWEEN 9 AND 10 THEN 100 WHEN score BETWEEN 1 AND 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
