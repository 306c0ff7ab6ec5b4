-- another way: DELETE … USING deletes each row that has a newer one. No window function, but a tie
-- needs a further column: here ctid, which only PostgreSQL has.
DELETE FROM temp_weather AS old
USING temp_weather AS new
WHERE new.date = old.date
  AND (new.created_date > old.created_date OR (new.created_date = old.created_date AND new.ctid > old.ctid));
