SELECT * FROM nps WHERE NOT modified < '2025-06-01' AND NOT modified >= '2025-06-02'
