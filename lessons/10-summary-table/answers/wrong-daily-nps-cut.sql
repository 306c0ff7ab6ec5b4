-- expects: Digits are cut off, not rounded
SELECT created_at::date AS day,
       trunc(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
