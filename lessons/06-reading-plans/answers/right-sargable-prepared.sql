PREPARE day (timestamp) AS
SELECT * FROM nps WHERE modified >= $1 AND modified < $1 + INTERVAL '1 day';
EXECUTE day ('2025-06-01');
