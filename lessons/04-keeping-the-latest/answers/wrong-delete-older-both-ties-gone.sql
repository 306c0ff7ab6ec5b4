-- expects: both are gone
DELETE FROM temp_weather a USING temp_weather b
WHERE a.date = b.date AND a.created_date <= b.created_date AND a.ctid <> b.ctid
