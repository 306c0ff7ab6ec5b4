-- expects: The midnight that begins the day is missing
SELECT * FROM nps WHERE modified > '2025-06-01' AND modified < '2025-06-02';
