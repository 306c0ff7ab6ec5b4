-- MERGE … WHEN MATCHED THEN DELETE
MERGE INTO temp_weather AS t
USING (SELECT ctid AS place, row_number() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq FROM temp_weather) AS n
ON t.ctid = n.place
WHEN MATCHED AND n.seq > 1 THEN DELETE;
