-- a DO block that commits itself, when all is done
DO $$
BEGIN
    DELETE FROM weather_forecast;
    INSERT INTO weather_forecast
    SELECT date, temp, min_temp, max_temp, created_date
    FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
        FROM temp_weather
    ) AS numbered
    WHERE seq = 1;
    COMMIT;
END $$;
