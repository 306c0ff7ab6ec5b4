-- expects: both the latest `at` and the highest seq
SELECT r.* FROM readings r
JOIN (SELECT sensor, max(at) AS at, max(seq) AS seq FROM readings GROUP BY sensor) m
ON r.sensor = m.sensor AND r.at = m.at AND r.seq = m.seq
