SELECT nps.*
FROM (SELECT id FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02') AS day
JOIN nps ON nps.id = day.id;
