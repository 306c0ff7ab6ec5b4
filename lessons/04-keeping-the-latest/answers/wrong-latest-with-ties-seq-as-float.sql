-- expects: floating-point
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at DESC, seq::float8 DESC, value DESC
