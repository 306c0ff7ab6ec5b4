-- expects: No row came
SELECT * FROM nps WHERE deleted IS NULL;
