-- expects: Rows of other years came too
SELECT * FROM nps WHERE to_char(modified, 'MM-DD') = '06-01';
