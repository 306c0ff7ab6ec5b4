-- expects: round once, last
SELECT created_at::date AS day,
       round(100 * avg((score >= 9)::int), 2) - round(100 * avg((score <= 6)::int), 2) AS nps
FROM nps
GROUP BY 1;
