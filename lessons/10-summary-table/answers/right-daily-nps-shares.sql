SELECT created_at::date AS day,
       round((sum(CASE WHEN score >= 9 THEN 1 ELSE 0 END)::numeric / count(score)
              - sum(CASE WHEN score <= 6 THEN 1 ELSE 0 END)::numeric / count(score)) * 100, 2) AS nps
FROM nps
GROUP BY created_at::date
HAVING count(*) > 0;
