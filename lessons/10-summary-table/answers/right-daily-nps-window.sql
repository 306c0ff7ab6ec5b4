SELECT DISTINCT created_at::date AS day,
       round(100 * avg(CASE WHEN score >= 9 THEN 1.0 WHEN score <= 6 THEN -1.0 ELSE 0 END)
             OVER (PARTITION BY created_at::date), 2) AS nps
FROM nps;
