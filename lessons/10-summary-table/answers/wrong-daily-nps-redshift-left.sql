-- expects: Redshift makes a text of a time by itself, PostgreSQL does not
SELECT LEFT(created_at, 10) AS day,
 ROUND(SUM(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 END)::float*100/COUNT(1), 2) AS nps
FROM nps GROUP BY 1 ORDER BY 1;
