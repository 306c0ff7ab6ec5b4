-- expects: A day with answers is missing.
SELECT created_at::date AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
WHERE created_at >= '2025-01-01' AND created_at < '2026-01-01'
GROUP BY 1;
