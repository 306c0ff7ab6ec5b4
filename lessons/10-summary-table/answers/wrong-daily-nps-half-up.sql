-- expects: A half is rounded up, even below zero.
SELECT created_at::date AS day,
       floor(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END) * 100 + 0.5) / 100 AS nps
FROM nps
GROUP BY 1;
