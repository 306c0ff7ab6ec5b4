-- a DO block fills a table of its own
CREATE TABLE newest (LIKE temp_weather INCLUDING ALL);
DO $$
DECLARE d date;
BEGIN
    FOR d IN SELECT DISTINCT date FROM temp_weather LOOP
        INSERT INTO newest SELECT * FROM temp_weather WHERE date = d ORDER BY created_date DESC LIMIT 1;
    END LOOP;
END $$;
TABLE newest;
