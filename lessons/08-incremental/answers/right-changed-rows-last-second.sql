-- BETWEEN with the last second: right for a column of whole seconds
SELECT deleted, modified, score, created_at, id
FROM nps
WHERE modified BETWEEN CONCAT(:run_date, ' 00:00:00') AND CONCAT(:run_date, ' 23:59:59');
