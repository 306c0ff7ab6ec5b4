-- expects: weather_copy's primary key is (date, created_date), not (date)
ALTER TABLE weather_copy
  ADD PRIMARY KEY (date, created_date),
  ALTER COLUMN created_date SET DEFAULT now();
