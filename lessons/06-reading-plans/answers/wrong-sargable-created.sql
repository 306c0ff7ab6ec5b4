-- expects: These are the responses created on that day
SELECT * FROM nps WHERE created_at >= '2025-06-01' AND created_at < '2025-06-02';
