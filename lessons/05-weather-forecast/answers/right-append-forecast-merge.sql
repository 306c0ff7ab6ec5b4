-- MERGE that never matches
MERGE INTO temp_weather t USING incoming i ON false WHEN NOT MATCHED THEN INSERT (date,temp,min_temp,max_temp) VALUES (i.date,i.temp,i.min_temp,i.max_temp);
