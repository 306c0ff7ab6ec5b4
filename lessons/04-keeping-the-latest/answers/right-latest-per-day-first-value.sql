-- first_value of each column over one window, and DISTINCT
SELECT DISTINCT date,
    first_value(temp) OVER w AS temp,
    first_value(min_temp) OVER w AS min_temp,
    first_value(max_temp) OVER w AS max_temp,
    first_value(created_date) OVER w AS created_date
FROM temp_weather
WINDOW w AS (PARTITION BY date ORDER BY created_date DESC, ctid);
