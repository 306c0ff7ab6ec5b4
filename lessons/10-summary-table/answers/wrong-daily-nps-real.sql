-- expects: right except for the rounding
SELECT created_at::date AS day, round((100.0 * (sum((score >= 9)::int) - sum((score <= 6)::int)) / count(*))::real::numeric, 2) AS nps FROM nps GROUP BY 1
