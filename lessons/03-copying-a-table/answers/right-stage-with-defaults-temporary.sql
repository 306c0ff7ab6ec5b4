-- a temporary table
CREATE TEMP TABLE temp_weather (LIKE weather_forecast INCLUDING ALL EXCLUDING INDEXES);
INSERT INTO temp_weather TABLE weather_forecast;
