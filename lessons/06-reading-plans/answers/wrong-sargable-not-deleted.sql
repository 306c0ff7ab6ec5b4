-- expects: Withdrawn responses are missing
SELECT * FROM nps WHERE modified >= '2025-06-01' AND modified < '2025-06-02' AND NOT deleted;
