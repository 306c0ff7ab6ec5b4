-- DELETE by the row's place, numbered in a subquery
DELETE FROM temp_weather
WHERE ctid IN (
    SELECT place
    FROM (
        SELECT ctid AS place, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
        FROM temp_weather
    ) AS numbered
    WHERE seq > 1
);
