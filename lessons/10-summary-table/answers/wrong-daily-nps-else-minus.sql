-- expects: The passives, 7 and 8, count as detractors.
SELECT created_at::date AS day, round(avg(CASE WHEN score >= 9 THEN 100 ELSE -100 END), 2) AS nps
FROM nps
GROUP BY 1;
