-- a column to tell equal rows apart, and dropped again
ALTER TABLE temp_weather ADD COLUMN n serial;
DELETE FROM temp_weather t USING temp_weather u
WHERE t.date = u.date AND (t.created_date, t.n) < (u.created_date, u.n);
ALTER TABLE temp_weather DROP COLUMN n;
