SELECT nps.* FROM (VALUES (DATE '2025-06-01')) AS d (day) CROSS JOIN LATERAL (SELECT * FROM nps WHERE modified >= day AND modified < day + 1) AS nps;
