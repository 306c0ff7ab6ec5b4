-- expects: weather_copy's primary key is (created_date, date), not (date)
ALTER TABLE weather_copy
  ADD PRIMARY KEY (date, created_date),
  ALTER COLUMN created_date SET DEFAULT now();
