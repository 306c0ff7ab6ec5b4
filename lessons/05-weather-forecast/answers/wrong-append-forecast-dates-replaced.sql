-- expects: Earlier rows of the same date were deleted or replaced
DELETE FROM temp_weather t USING incoming i WHERE i.date=t.date;
INSERT INTO temp_weather SELECT * FROM incoming;
