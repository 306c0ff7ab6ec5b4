-- expects: A day with answers is missing
SELECT min(created_at::date) AS day, round(100.0 * (sum((score >= 9)::int) - sum((score <= 6)::int)) / count(*), 2) AS nps
FROM nps GROUP BY extract(month FROM created_at), extract(day FROM created_at);
