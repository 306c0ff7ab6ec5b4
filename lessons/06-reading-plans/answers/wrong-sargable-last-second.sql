-- expects: Most of the last second of the day is missing
SELECT * FROM nps WHERE modified BETWEEN '2025-06-01' AND '2025-06-01 23:59:59';
