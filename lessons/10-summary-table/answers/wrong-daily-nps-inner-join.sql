-- expects: an inner join of the two drops them
WITH answers AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps GROUP BY 1
), promoters AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps WHERE score >= 9 GROUP BY 1
), detractors AS (
    SELECT created_at::date AS day, count(*) AS n FROM nps WHERE score <= 6 GROUP BY 1
)
SELECT day, round((p.n - d.n) * 100.0 / a.n, 2) AS nps
FROM answers AS a JOIN promoters AS p USING (day) JOIN detractors AS d USING (day);
