-- expects: It has no rows: LIKE copies the table's definition alone
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
