-- expects: the role analysts may not SELECT from weather_copy any more
REVOKE ALL ON weather_copy FROM analysts;
ALTER TABLE weather_copy ADD PRIMARY KEY (date), ALTER COLUMN created_date SET DEFAULT now();
