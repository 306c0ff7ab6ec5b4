-- expects: They are the newer forecasts: append all rows
INSERT INTO temp_weather SELECT * FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM temp_weather t WHERE t.date=i.date);
