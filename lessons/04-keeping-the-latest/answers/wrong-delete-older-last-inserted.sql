-- expects: inserted last
DELETE FROM temp_weather a USING temp_weather b WHERE a.date = b.date AND a.ctid < b.ctid
