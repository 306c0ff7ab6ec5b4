-- expects: there is no table
DROP TABLE temp_weather
