SELECT n.*
FROM nps AS n
WHERE n.modified >= '2025-06-01'::date AND n.modified < '2025-06-01'::date + 1;
