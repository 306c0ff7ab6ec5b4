-- the greatest record of (at, seq, value)
SELECT sensor, (top).at, (top).value, (top).seq
FROM (SELECT sensor, (array_agg(r ORDER BY r.at, r.seq))[count(*)] AS top FROM readings r GROUP BY sensor) x
