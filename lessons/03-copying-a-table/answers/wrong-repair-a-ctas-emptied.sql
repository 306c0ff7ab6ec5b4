-- expects: weather_copy is not as it should be: 9 rows missing
TRUNCATE weather_copy;
ALTER TABLE weather_copy ADD PRIMARY KEY (date), ALTER COLUMN created_date SET DEFAULT now();
