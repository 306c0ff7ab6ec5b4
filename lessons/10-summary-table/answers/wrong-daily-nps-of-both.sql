-- expects: The passives count too: divide by all answers
SELECT created_at::date AS day,
       round((count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) * 100.0
             / count(*) FILTER (WHERE score NOT IN (7, 8)), 2) AS nps
FROM nps
GROUP BY 1;
