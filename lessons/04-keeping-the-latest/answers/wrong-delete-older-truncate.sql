-- expects: Nothing is left
TRUNCATE temp_weather
