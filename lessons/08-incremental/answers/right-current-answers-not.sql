SELECT *
FROM nps
WHERE NOT deleted;
