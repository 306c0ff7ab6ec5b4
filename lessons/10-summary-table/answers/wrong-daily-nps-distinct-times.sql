-- expects: You divided by the number of different times
SELECT created_at::date AS day,
       round(sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) * 100.0
             / count(DISTINCT created_at), 2) AS nps
FROM nps
GROUP BY created_at::date;
