-- another way: An upsert that changes only older rows: fewer rows are written, and readers never
-- wait. Redshift has no ON CONFLICT.
INSERT INTO weather_forecast AS w SELECT DISTINCT ON (date) date, temp, min_temp, max_temp, created_date FROM temp_weather ORDER BY date, created_date DESC ON CONFLICT (date) DO UPDATE SET temp=excluded.temp,min_temp=excluded.min_temp,max_temp=excluded.max_temp,created_date=excluded.created_date WHERE excluded.created_date > w.created_date;
