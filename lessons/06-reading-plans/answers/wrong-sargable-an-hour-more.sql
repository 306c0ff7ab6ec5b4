-- expects: the range should begin with the day and end with it
SELECT *
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02 01:00'
  AND modified::date = '2025-06-01';
