-- NOT EXISTS a newer row, the tie broken by the row's place
SELECT t."date", t."temp", t."min_temp", t."max_temp", t."created_date"
FROM temp_weather t
WHERE NOT EXISTS (
    SELECT 1 FROM temp_weather u
    WHERE u.date = t.date AND (u.created_date, u.ctid) > (t.created_date, t.ctid)
);
