-- expects: no row was dropped
SELECT * FROM temp_weather
