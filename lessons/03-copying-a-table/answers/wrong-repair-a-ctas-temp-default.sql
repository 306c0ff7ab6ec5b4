-- expects: its defaults
ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date); ALTER TABLE weather_copy ALTER temp SET DEFAULT 0;
