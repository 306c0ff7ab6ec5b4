-- expects: returns no rows
DELETE FROM nps;
