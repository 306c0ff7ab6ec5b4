-- expects: does not show rows that it showed
CREATE OR REPLACE VIEW warm_days AS SELECT date, max_temp FROM weather_copy WHERE max_temp > 15; ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date);
