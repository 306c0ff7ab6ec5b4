-- Windows line ends and a byte order mark
ALTER TABLE weather_copy
  ALTER COLUMN created_date SET DEFAULT localtimestamp;
ALTER TABLE weather_copy
  ADD PRIMARY KEY (date);
