-- expects: Only created_date differs
ALTER TABLE weather_copy ADD PRIMARY KEY (date), ALTER COLUMN created_date SET DEFAULT now();
UPDATE weather_copy SET created_date = now();
