-- expects: An answer in the last second of a day is lost
SELECT d.day,
       round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM (SELECT DISTINCT created_at::date AS day FROM nps) AS d
JOIN nps ON created_at BETWEEN d.day AND d.day + time '23:59:59'
GROUP BY d.day;
