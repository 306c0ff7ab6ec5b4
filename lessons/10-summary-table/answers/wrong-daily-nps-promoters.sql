-- expects: That is the share of the promoters
SELECT created_at::date AS day, round(100.0 * count(*) FILTER (WHERE score >= 9) / count(*), 2) AS nps
FROM nps
GROUP BY 1;
