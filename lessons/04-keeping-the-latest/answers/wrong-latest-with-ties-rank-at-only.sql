-- expects: latest `at` all stayed
SELECT sensor, at, value, seq
FROM (SELECT *, RANK() OVER (PARTITION BY sensor ORDER BY at DESC) AS n FROM readings) a WHERE n = 1
