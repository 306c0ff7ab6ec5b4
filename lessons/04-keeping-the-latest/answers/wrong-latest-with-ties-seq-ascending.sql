-- expects: you kept the lowest seq
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at DESC, seq
