-- DELETE … USING a newer row, ties broken by ctid
DELETE FROM temp_weather AS old
USING temp_weather AS new
WHERE new.date = old.date
  AND (new.created_date > old.created_date OR (new.created_date = old.created_date AND new.ctid > old.ctid));
