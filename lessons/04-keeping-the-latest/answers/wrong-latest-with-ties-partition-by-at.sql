-- expects: You partitioned by sensor and `at`
SELECT sensor, at, value, seq
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY sensor, at ORDER BY seq DESC) AS n FROM readings) a WHERE n = 1
