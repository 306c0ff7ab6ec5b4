-- expects: as DISTINCT does
CREATE TABLE x AS SELECT DISTINCT * FROM temp_weather;
TRUNCATE temp_weather;
INSERT INTO temp_weather TABLE x;
DROP TABLE x;
