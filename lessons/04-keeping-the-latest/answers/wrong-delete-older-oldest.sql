-- expects: You kept the oldest row
DELETE FROM temp_weather WHERE ctid IN (
    SELECT ctid FROM (SELECT ctid, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date) AS seq FROM temp_weather) a
    WHERE seq > 1)
