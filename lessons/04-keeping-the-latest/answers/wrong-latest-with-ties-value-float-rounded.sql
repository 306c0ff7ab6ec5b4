-- expects: There is a row that readings never held
SELECT DISTINCT ON (sensor) sensor, at, round(value::numeric,1) AS value, seq FROM readings ORDER BY sensor, at DESC, seq DESC
