-- deleted and put back in one statement
WITH gone AS (DELETE FROM temp_weather RETURNING *),
     newest AS (SELECT DISTINCT ON (date) * FROM gone ORDER BY date, created_date DESC)
INSERT INTO temp_weather SELECT * FROM newest;
