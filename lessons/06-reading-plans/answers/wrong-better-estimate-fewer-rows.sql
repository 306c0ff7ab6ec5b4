-- expects: flights does not hold the rows that it held
DELETE FROM flights WHERE dest <> 'LAX' OR distance <> 2475;
ANALYZE flights;
