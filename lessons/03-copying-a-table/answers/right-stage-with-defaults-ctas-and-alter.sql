-- CREATE TABLE AS, and the default given back
CREATE TABLE temp_weather AS
SELECT *
FROM weather_forecast;
ALTER TABLE temp_weather ALTER COLUMN created_date SET DEFAULT CURRENT_TIMESTAMP;
