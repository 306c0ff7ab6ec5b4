-- expects: weather_forecast is unchanged
CREATE TEMP TABLE weather_forecast AS SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1;
