-- expects: the default was computed once, when it was set
ALTER TABLE weather_copy
  ALTER COLUMN created_date SET DEFAULT 'now',
  ADD PRIMARY KEY (date);
