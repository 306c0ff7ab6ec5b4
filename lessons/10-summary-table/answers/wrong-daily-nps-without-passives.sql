-- expects: divide by all answers
SELECT created_at::date AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 ELSE -100 END), 2) AS nps
FROM nps
WHERE score >= 9 OR score <= 6
GROUP BY 1;
