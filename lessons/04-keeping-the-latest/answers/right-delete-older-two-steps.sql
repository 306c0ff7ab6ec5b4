-- older rows first, then the ties, keeping one place of each
DELETE FROM temp_weather t WHERE created_date < (SELECT max(created_date) FROM temp_weather u WHERE u.date = t.date);
DELETE FROM temp_weather WHERE ctid NOT IN (SELECT min(ctid) FROM temp_weather GROUP BY date);
