-- expects: is a view, not a table
ALTER TABLE temp_weather RENAME TO y;
CREATE VIEW temp_weather AS SELECT * FROM y UNION ALL SELECT *, now() FROM incoming;
