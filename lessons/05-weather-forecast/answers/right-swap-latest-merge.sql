-- MERGE that also deletes what is not staged
MERGE INTO weather_forecast w USING (SELECT date, temp, min_temp, max_temp, created_date FROM (
SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n WHERE seq = 1) s ON w.date=s.date WHEN MATCHED THEN UPDATE SET temp=s.temp,min_temp=s.min_temp,max_temp=s.max_temp,created_date=s.created_date WHEN NOT MATCHED THEN INSERT VALUES (s.date,s.temp,s.min_temp,s.max_temp,s.created_date) WHEN NOT MATCHED BY SOURCE THEN DELETE;
