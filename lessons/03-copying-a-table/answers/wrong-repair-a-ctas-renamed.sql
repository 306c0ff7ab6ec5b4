-- expects: does not show in the view warm_days
ALTER TABLE weather_copy RENAME TO weather_old;
CREATE TABLE weather_copy (LIKE weather_forecast INCLUDING ALL);
INSERT INTO weather_copy SELECT * FROM weather_old;
GRANT SELECT ON weather_copy TO analysts;
