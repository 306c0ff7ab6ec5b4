-- way: sums ones, in a named subquery, schema-qualified
SELECT coalesce(sum(one), 0)::int AS "answers"
FROM (SELECT 1 AS one FROM public.nps) AS rows_of_nps
