-- expects: is a view, not a table
ALTER TABLE temp_weather RENAME TO raw_weather;
CREATE VIEW temp_weather AS SELECT DISTINCT ON (date) * FROM raw_weather ORDER BY date, created_date DESC;
