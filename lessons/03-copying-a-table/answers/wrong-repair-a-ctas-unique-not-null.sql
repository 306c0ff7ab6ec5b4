-- expects: weather_copy has no primary key; it should be (date)
ALTER TABLE weather_copy
  ALTER COLUMN date SET NOT NULL,
  ADD UNIQUE (date),
  ALTER COLUMN created_date SET DEFAULT now();
