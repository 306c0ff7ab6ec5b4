-- expects: A date without a time is its midnight
SELECT * FROM nps WHERE modified = '2025-06-01';
