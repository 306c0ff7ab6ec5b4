-- expects: emptying the table before its newest rows are copied
TRUNCATE temp_weather;
INSERT INTO temp_weather
SELECT DISTINCT ON (date) *
FROM temp_weather
ORDER BY date, created_date DESC;
