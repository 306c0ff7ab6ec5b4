-- expects: Of rows with the latest `at` you took just any one
SELECT DISTINCT ON (sensor) * FROM readings ORDER BY sensor, at DESC, value DESC
