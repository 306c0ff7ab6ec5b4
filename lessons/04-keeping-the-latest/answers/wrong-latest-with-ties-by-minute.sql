-- expects: not the newest of its sensor
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, date_trunc('minute', at) DESC, seq DESC
