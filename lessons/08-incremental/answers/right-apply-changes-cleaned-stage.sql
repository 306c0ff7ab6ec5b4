-- stage loses what is not newer, then DELETE and INSERT of all of it; stage is empty at the end
BEGIN;
DELETE FROM stage USING stage AS newer WHERE stage.id = newer.id AND stage.modified < newer.modified;
DELETE FROM stage USING nps WHERE stage.id = nps.id AND stage.modified < nps.modified;
DELETE FROM nps USING stage WHERE nps.id = stage.id;
INSERT INTO nps SELECT * FROM stage;
DELETE FROM stage;
COMMIT;
