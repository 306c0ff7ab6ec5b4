-- expects: weather_copy accepts a row whose date is NULL
CREATE UNIQUE INDEX ON weather_copy (date);
ALTER TABLE weather_copy ALTER COLUMN created_date SET DEFAULT now();
