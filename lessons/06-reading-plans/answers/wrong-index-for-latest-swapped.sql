-- expects: public.changes does not hold the rows that it held
UPDATE changes c SET score = d.score FROM changes d WHERE d.id = c.id AND d.modified < c.modified; CREATE INDEX i ON changes (id, modified DESC);
