-- expects: its row-level security
ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date);
ALTER TABLE weather_copy ENABLE ROW LEVEL SECURITY;
