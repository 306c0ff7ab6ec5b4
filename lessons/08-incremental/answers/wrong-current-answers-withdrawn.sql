-- expects: These are the withdrawn answers
SELECT * FROM nps WHERE deleted;
