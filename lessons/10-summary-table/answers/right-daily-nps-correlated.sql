SELECT d.day,
       (SELECT round(100 * avg(CASE WHEN score >= 9 THEN 1 WHEN score < 7 THEN -1 ELSE 0 END), 2)
        FROM nps
        WHERE created_at >= d.day AND created_at < d.day + 1) AS nps
FROM (SELECT DISTINCT created_at::date AS day FROM nps) AS d;
