-- expects: multiply by 100 first, and round last
SELECT created_at::date AS day,
       100 * round(avg(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
