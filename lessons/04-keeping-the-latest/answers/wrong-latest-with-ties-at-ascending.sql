-- expects: You kept the oldest `at`
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at, seq DESC
