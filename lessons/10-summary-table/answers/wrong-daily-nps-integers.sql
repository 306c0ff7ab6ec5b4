-- expects: You divided integers
SELECT created_at::date AS day,
       round((count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) * 100 / count(*), 2) AS nps
FROM nps
GROUP BY 1;
