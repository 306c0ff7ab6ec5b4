-- expects: its schema, owner or storage
ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date); ALTER TABLE weather_copy SET UNLOGGED;
