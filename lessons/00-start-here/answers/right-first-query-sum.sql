-- another way: A subquery that gives 1 for each row, and their sum. count(*) says the same in one
-- word.
SELECT coalesce(sum(one), 0)::int AS "answers"
FROM (SELECT 1 AS one FROM public.nps) AS rows_of_nps
