-- expects: missing: seq
SELECT DISTINCT ON (sensor) sensor, at, value FROM readings ORDER BY sensor, at DESC, seq DESC
