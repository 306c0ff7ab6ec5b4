-- another way: The ids come from the index first, then their rows by the key. It helps where the
-- index alone can answer the first part.
SELECT * FROM nps WHERE id IN (SELECT id FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02')
