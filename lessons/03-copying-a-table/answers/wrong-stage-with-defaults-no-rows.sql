-- expects: It has no rows: LIKE copies only the table's definition
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
