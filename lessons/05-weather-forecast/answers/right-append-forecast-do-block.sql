-- row by row in a DO block
DO $$ DECLARE r record;
BEGIN FOR r IN SELECT * FROM incoming LOOP INSERT INTO temp_weather VALUES (r.date, r.temp, r.min_temp, r.max_temp, DEFAULT);
END LOOP;
END $$;
