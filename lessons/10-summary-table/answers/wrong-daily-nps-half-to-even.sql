-- expects: A half is rounded to the even digit
SELECT created_at::date AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END)::float * 100) / 100 AS nps
FROM nps
GROUP BY 1;
