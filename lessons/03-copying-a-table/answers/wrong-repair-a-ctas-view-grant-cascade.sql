-- expects: SELECT on warm_days to analysts
DROP VIEW warm_days;
ALTER TABLE weather_copy ALTER created_date SET DEFAULT now(), ADD PRIMARY KEY (date);
CREATE VIEW warm_days AS SELECT date, max_temp FROM weather_copy WHERE max_temp > 15;
