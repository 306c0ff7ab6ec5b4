-- ALL over the rows of the date, then one of the ties by ctid
WITH tops AS (
    SELECT t.*, t.ctid AS place FROM temp_weather t
    WHERE created_date >= ALL (SELECT created_date FROM temp_weather u WHERE u.date = t.date)
)
SELECT date, temp, min_temp, max_temp, created_date FROM tops
WHERE place IN (SELECT min(place) FROM tops GROUP BY date);
