-- expects: just any one
SELECT sensor, at, value, seq
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY sensor ORDER BY at DESC) AS n FROM readings) a WHERE n = 1
