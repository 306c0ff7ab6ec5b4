-- expects: A row was kept that is not the newest of its id
-- modified without its time of day: of two changes of one day, any one
SELECT DISTINCT ON (id) id, modified, score
FROM changes
ORDER BY id, modified::date DESC NULLS LAST;
