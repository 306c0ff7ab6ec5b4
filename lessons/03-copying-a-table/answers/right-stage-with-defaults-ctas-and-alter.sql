-- another way: CREATE TABLE AS copies the rows, and the default is added afterwards. You have to
-- know each default; LIKE copies them all.
CREATE TABLE temp_weather AS
SELECT *
FROM weather_forecast;
ALTER TABLE temp_weather ALTER COLUMN created_date SET DEFAULT CURRENT_TIMESTAMP;
