-- expects: divide by all answers
SELECT created_at::date AS day,
       coalesce(round((count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) * 100.0
             / nullif(count(*) FILTER (WHERE score NOT IN (7, 8)), 0), 2), 0) AS nps
FROM nps
GROUP BY 1;
