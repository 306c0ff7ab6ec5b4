-- expects: Rows that temp_weather already had, with an older stamp, were left out
INSERT INTO temp_weather SELECT * FROM (SELECT * FROM incoming EXCEPT ALL SELECT date,temp,min_temp,max_temp FROM temp_weather) x;
