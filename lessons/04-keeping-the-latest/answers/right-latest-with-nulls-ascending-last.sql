-- ascending, and the last of the array
SELECT (a[array_upper(a, 1)]).*
FROM (SELECT array_agg(c ORDER BY modified ASC NULLS FIRST) AS a FROM changes c GROUP BY id) AS arrays
