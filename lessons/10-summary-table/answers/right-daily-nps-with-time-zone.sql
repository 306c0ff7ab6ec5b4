SELECT date_trunc('day', created_at AT TIME ZONE 'UTC') AS day,
       round(coalesce(sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 END), 0) * 100.0 / count(1), 2) AS nps
FROM nps
GROUP BY 1;
