-- expects: `day` is text
SELECT to_char(created_at, 'YYYY-MM-DD') AS day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM nps
GROUP BY 1;
