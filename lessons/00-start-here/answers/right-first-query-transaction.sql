-- way: a transaction and a key that is never NULL
BEGIN;
SELECT count(id) AS answers FROM nps;
COMMIT;
