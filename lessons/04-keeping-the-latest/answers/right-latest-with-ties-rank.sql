-- RANK is right where no two rows tie in both columns
SELECT sensor, at, value, seq FROM (SELECT *, rank() OVER (PARTITION BY sensor ORDER BY at DESC, seq DESC) FROM readings)
WHERE rank = 1
