-- expects: You ordered by seq before `at`
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, seq DESC
