-- expects: divide by all answers
SELECT created_at::date AS day,
       round(100 * avg(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 END), 2) AS nps
FROM nps
GROUP BY 1;
