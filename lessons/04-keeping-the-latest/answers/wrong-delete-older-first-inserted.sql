-- expects: inserted first
DELETE FROM temp_weather WHERE ctid NOT IN (SELECT min(ctid) FROM temp_weather GROUP BY date)
