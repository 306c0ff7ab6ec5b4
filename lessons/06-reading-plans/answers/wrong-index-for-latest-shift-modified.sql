-- expects: public.changes does not hold the rows that it held
UPDATE changes SET modified = modified + interval '1 second' WHERE modified NOT IN ((SELECT min(modified) FROM changes), (SELECT max(modified) FROM changes));
CREATE INDEX i ON changes (id, modified DESC);
