WITH answers AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps GROUP BY 1
), promoters AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps WHERE score IN (9, 10) GROUP BY 1
), detractors AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps WHERE score <= 6 GROUP BY 1
)
SELECT a.day, round((coalesce(p.n, 0) - coalesce(d.n, 0)) * 100::numeric / a.n, 2) AS nps
FROM answers AS a
LEFT JOIN promoters AS p USING (day)
LEFT JOIN detractors AS d USING (day);
