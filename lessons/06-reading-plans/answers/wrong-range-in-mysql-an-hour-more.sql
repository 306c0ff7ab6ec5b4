-- expects: the range should begin with the day and end with it
SELECT *
FROM nps
WHERE modified >= '2025-05-31 23:00' AND modified < '2025-06-02'
  AND DATE_FORMAT(modified, '%Y-%m-%d') = '2025-06-01';
