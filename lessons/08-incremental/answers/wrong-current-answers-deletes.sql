-- expects: the answer returns no rows
DELETE FROM nps WHERE deleted;
