-- expects: the view warm_days shows rows that it did not show: it asks another question
DROP VIEW warm_days;
ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date);
CREATE VIEW warm_days AS SELECT date, max_temp FROM weather_copy WHERE max_temp IS NOT NULL;
