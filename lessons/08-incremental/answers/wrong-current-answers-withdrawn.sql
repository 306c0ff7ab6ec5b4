-- expects: These are the withdrawn responses
SELECT * FROM nps WHERE deleted;
