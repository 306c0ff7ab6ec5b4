-- DISTINCT ON
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at DESC, seq DESC;
