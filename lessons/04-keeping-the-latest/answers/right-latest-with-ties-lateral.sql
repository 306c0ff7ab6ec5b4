-- a LATERAL subquery for each sensor, wider types
SELECT s.sensor, l.at::timestamptz AS at, l.value::float8 AS value, l.seq::numeric AS seq
FROM (SELECT sensor FROM readings GROUP BY sensor) s,
LATERAL (SELECT * FROM readings r WHERE r.sensor = s.sensor ORDER BY at DESC, seq DESC LIMIT 1) l;
