-- expects: as DISTINCT does
SELECT DISTINCT * FROM temp_weather
