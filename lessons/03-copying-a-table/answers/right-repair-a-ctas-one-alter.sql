-- one ALTER TABLE
ALTER TABLE weather_copy
  ALTER COLUMN created_date SET DEFAULT now(),
  ADD PRIMARY KEY (date);
