-- expects: no row was dropped
SELECT * FROM readings
