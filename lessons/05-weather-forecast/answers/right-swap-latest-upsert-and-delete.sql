-- what is not staged deleted, the rest upserted
BEGIN;
DELETE FROM weather_forecast w WHERE NOT EXISTS (SELECT 1 FROM temp_weather t WHERE t.date=w.date);
INSERT INTO weather_forecast SELECT DISTINCT ON (date) date, temp, min_temp, max_temp, created_date FROM temp_weather ORDER BY date, created_date DESC ON CONFLICT (date) DO UPDATE SET temp=excluded.temp,min_temp=excluded.min_temp,max_temp=excluded.max_temp,created_date=excluded.created_date;
END;
