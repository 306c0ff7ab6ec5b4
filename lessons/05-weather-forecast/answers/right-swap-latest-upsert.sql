-- one upsert: every date is in temp_weather, so nothing is left over
INSERT INTO weather_forecast SELECT DISTINCT ON (date) date, temp, min_temp, max_temp, created_date FROM temp_weather ORDER BY date, created_date DESC ON CONFLICT (date) DO UPDATE SET temp=excluded.temp,min_temp=excluded.min_temp,max_temp=excluded.max_temp,created_date=excluded.created_date;
