-- expects: A day with only passives gives NULL.
SELECT created_at::date AS day,
       round(sum(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 END) * 100.0 / count(*), 2) AS nps
FROM nps
GROUP BY 1;
