-- expects: You took max() of each column separately
BEGIN;
DELETE FROM weather_forecast;
INSERT INTO weather_forecast SELECT date,max(temp),max(min_temp),max(max_temp),max(created_date) FROM temp_weather GROUP BY date;
COMMIT;
