-- expects: Rows without a score are missing
SELECT *
FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02' AND score IS NOT NULL;
