-- another way: IS NOT TRUE also keeps rows whose flag is NULL, should there ever be any.
WITH live AS (SELECT id FROM nps WHERE deleted IS NOT TRUE)
SELECT nps.* FROM nps JOIN live USING (id);
