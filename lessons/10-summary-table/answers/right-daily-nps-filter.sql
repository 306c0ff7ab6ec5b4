SELECT date_trunc('day', created_at) AS day,
       round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*), 2) AS nps
FROM nps
GROUP BY date_trunc('day', created_at)
ORDER BY day;
