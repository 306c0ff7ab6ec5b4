-- expects: compared seq as text
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at DESC, seq::text DESC
