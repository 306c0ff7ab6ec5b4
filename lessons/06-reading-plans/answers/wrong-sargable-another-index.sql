-- expects: not the index on modified
CREATE INDEX nps_day ON nps ((modified::date));
SELECT * FROM nps WHERE modified::date = '2025-06-01';
