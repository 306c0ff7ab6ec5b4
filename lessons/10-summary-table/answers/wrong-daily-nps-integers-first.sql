-- expects: You divided integers
SELECT created_at::date AS day,
       (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*) * 100 AS nps
FROM nps
GROUP BY 1;
