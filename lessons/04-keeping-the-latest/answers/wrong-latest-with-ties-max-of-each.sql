-- expects: such a row was never stored
SELECT sensor, max(at) AS at, max(value) AS value, max(seq) AS seq FROM readings GROUP BY sensor
