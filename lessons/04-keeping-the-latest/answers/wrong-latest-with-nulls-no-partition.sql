-- expects: You kept one row of the whole table
SELECT * FROM changes ORDER BY modified DESC NULLS LAST LIMIT 1
