-- expects: DISTINCT, UNION and EXCEPT drop repeated rows
INSERT INTO temp_weather SELECT * FROM (SELECT * FROM incoming EXCEPT SELECT date,temp,min_temp,max_temp FROM temp_weather) x;
