-- expects: An 8 counts as a promoter.
SELECT created_at::date AS day,
       round(avg(CASE WHEN score >= 8 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
