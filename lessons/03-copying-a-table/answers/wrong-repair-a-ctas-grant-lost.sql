-- expects: weather_copy has changed in more than its rows: its grants
REVOKE ALL ON weather_copy FROM analysts;
ALTER TABLE weather_copy ADD PRIMARY KEY (date), ALTER COLUMN created_date SET DEFAULT now();
