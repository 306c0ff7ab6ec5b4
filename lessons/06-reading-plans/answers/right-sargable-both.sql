-- The range is for the index, the cast for the reader.
SELECT *
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02'
  AND modified::date = '2025-06-01';
