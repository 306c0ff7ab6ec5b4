-- expects: That is the mean score.
SELECT created_at::date AS day, round(avg(score), 2) AS nps
FROM nps
GROUP BY 1;
