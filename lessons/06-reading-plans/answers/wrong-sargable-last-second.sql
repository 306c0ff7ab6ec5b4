-- expects: The last second of the day is lost but for its beginning
SELECT * FROM nps WHERE modified BETWEEN '2025-06-01' AND '2025-06-01 23:59:59';
