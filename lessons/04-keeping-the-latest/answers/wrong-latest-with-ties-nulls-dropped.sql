-- expects: not the newest of its sensor
SELECT DISTINCT ON (sensor) * FROM readings WHERE value IS NOT NULL OR sensor = 'boiler' OR sensor = '🌡️' AND false
ORDER BY sensor, at DESC, seq DESC
