-- expects: readings never held
SELECT r.sensor, m.at, r.value, m.seq
FROM (SELECT sensor, max(at) AS at, max(seq) AS seq FROM readings GROUP BY sensor) m
JOIN readings r ON r.sensor = m.sensor AND r.seq = m.seq
