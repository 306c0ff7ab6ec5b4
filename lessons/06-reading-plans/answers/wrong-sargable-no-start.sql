-- expects: the range needs a beginning
SELECT *
FROM nps
WHERE modified < '2025-06-02';
