-- expects: You kept whichever row of a date was staged last
BEGIN;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, ctid DESC;
COMMIT;
