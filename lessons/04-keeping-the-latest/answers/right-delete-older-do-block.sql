-- a loop over the dates
DO $$
DECLARE d date;
BEGIN
    FOR d IN SELECT DISTINCT date FROM temp_weather LOOP
        DELETE FROM temp_weather
        WHERE date = d
          AND ctid <> (SELECT ctid FROM temp_weather WHERE date = d ORDER BY created_date DESC LIMIT 1);
    END LOOP;
END $$;
