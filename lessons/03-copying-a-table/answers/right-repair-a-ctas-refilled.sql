-- emptied and filled again: still the same table
BEGIN;
CREATE TEMP TABLE kept AS SELECT * FROM weather_copy;
TRUNCATE weather_copy;
ALTER TABLE public."weather_copy" ADD PRIMARY KEY ("date") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public."weather_copy" ALTER created_date SET DEFAULT clock_timestamp();
INSERT INTO weather_copy SELECT * FROM kept;
COMMIT;
