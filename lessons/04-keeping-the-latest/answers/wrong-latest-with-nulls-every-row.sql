-- expects: no row was dropped
SELECT * FROM changes
