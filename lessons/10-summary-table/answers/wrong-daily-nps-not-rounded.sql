-- expects: It is not rounded to two digits.
SELECT created_at::date AS day,
       avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END) AS nps
FROM nps
GROUP BY 1;
