-- expects: You kept one row of the whole table
SELECT * FROM readings ORDER BY at DESC, seq DESC LIMIT 1
