-- expects: newest is left
CREATE TABLE newest AS SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC;
TRUNCATE temp_weather;
INSERT INTO temp_weather SELECT * FROM newest;
