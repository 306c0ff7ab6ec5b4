CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS); INSERT INTO temp_weather SELECT * FROM weather_forecast; ALTER TABLE temp_weather ADD PRIMARY KEY (date, created_date);
