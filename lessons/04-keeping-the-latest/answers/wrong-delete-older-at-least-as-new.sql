-- expects: a row is as new as itself
DELETE FROM temp_weather AS old
USING temp_weather AS new
WHERE new.date = old.date
  AND new.created_date >= old.created_date;
