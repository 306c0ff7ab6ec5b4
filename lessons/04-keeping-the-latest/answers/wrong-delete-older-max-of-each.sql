-- expects: You took max() of each column
CREATE TEMP TABLE x AS
SELECT date, max(temp) AS t, max(min_temp) AS l, max(max_temp) AS h, max(created_date) AS c FROM temp_weather GROUP BY date;

TRUNCATE temp_weather;
INSERT INTO temp_weather TABLE x;
