-- expects: Not every sensor
SELECT DISTINCT ON (lower(sensor)) * FROM readings ORDER BY lower(sensor), at DESC, seq DESC
