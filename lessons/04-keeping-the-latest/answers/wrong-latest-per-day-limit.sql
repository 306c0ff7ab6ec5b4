-- expects: twenty days
-- a LIMIT that fits the rows at hand
SELECT DISTINCT ON (date) *
FROM temp_weather
ORDER BY date, created_date DESC
LIMIT 15;
