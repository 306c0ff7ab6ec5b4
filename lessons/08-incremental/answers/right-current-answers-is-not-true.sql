WITH live AS (SELECT id FROM nps WHERE deleted IS NOT TRUE)
SELECT nps.* FROM nps JOIN live USING (id);
