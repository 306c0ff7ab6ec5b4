-- expects: weather_copy is another table than before
DROP TABLE weather_copy CASCADE;
CREATE TABLE weather_copy (LIKE weather_forecast INCLUDING ALL);
INSERT INTO weather_copy SELECT * FROM weather_forecast;
CREATE VIEW warm_days AS SELECT date, max_temp FROM weather_copy WHERE max_temp >= 15;
GRANT SELECT ON weather_copy TO analysts;
