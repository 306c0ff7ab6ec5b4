-- expects: past dates are lost
BEGIN;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT DISTINCT ON (date) * FROM temp_weather WHERE created_date = (SELECT max(created_date) FROM temp_weather) ORDER BY date;
COMMIT;
