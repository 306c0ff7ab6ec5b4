-- another way: The unique index is built first and then made the key. On a large table CREATE INDEX
-- CONCURRENTLY can build it without blocking writers.
ALTER TABLE weather_copy ALTER COLUMN date SET NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY weather_copy_by_date ON weather_copy (date);
ALTER TABLE weather_copy ADD CONSTRAINT weather_copy_pkey PRIMARY KEY USING INDEX weather_copy_by_date;
ALTER TABLE weather_copy ALTER COLUMN created_date SET DEFAULT CURRENT_TIMESTAMP;
