-- expects: part of the work was committed before the rest of it
DO $$
BEGIN
    DELETE FROM weather_forecast;
    COMMIT;
    INSERT INTO weather_forecast
    SELECT date, temp, min_temp, max_temp, created_date
    FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
        FROM temp_weather
    ) AS numbered
    WHERE seq = 1;
END $$;
