-- expects: Days without answers have a row
SELECT d::date AS day,
       coalesce(round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 WHEN score > 6 THEN 0 END), 2), 0) AS nps
FROM generate_series((SELECT min(created_at)::date FROM nps), (SELECT max(created_at)::date FROM nps), '1 day') AS d
LEFT JOIN nps ON created_at::date = d
GROUP BY d;
