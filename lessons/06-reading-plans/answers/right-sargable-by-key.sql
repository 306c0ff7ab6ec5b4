SELECT * FROM nps WHERE id IN (SELECT id FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02')
