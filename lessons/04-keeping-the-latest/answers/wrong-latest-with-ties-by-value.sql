-- expects: the highest value
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, value DESC
