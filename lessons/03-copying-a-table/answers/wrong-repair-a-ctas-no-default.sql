-- expects: without created_date gets NULL
ALTER TABLE weather_copy ADD PRIMARY KEY (date);
