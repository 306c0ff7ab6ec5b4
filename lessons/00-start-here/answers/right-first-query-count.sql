-- way: counts rows
SELECT count(*) AS answers FROM nps;
