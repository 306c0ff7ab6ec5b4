SELECT * FROM nps WHERE modified >= '2025-06-01 00:00' AND modified < '2025-06-01 12:00'
UNION ALL
SELECT * FROM nps WHERE modified >= '2025-06-01 12:00' AND modified < '2025-06-02 00:00';
