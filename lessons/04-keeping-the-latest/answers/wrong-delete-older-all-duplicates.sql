-- expects: Dates with more than one row are gone
DELETE FROM temp_weather WHERE date IN (SELECT date FROM temp_weather GROUP BY date HAVING count(*) > 1)
