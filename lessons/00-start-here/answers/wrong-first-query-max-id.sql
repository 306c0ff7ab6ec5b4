-- expects: That is the largest id
SELECT max(id) AS answers FROM nps;
