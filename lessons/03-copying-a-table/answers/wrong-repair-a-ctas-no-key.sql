-- expects: weather_copy accepts a second row for a date
ALTER TABLE weather_copy
  ALTER COLUMN date SET NOT NULL,
  ALTER COLUMN created_date SET DEFAULT now();
