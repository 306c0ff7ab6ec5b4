SELECT day, round((100 * (promoters - detractors)::float / answers)::numeric, 2)::float AS nps
FROM (
    SELECT created_at::date AS day, count(*) AS answers,
           sum((score IN (9, 10))::int) AS promoters,
           sum((score BETWEEN 0 AND 6)::int) AS detractors
    FROM nps
    GROUP BY day
) AS counted;
