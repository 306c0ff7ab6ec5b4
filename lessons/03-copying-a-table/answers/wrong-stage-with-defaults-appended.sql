-- expects: Copy each row once, and add none
CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
INSERT INTO temp_weather SELECT * FROM weather_forecast;
INSERT INTO temp_weather (date, temp, min_temp, max_temp) VALUES ('2015-03-02', 7.4, 4.0, 10.8);
