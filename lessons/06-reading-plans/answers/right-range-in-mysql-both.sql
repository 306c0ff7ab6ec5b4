SELECT * FROM nps
WHERE modified >= '2025-06-01' AND modified < '2025-06-02' AND DATE_FORMAT(modified, '%Y-%m-%d') = '2025-06-01';
