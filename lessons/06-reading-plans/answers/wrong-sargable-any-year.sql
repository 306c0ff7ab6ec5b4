-- expects: Rows of other years were returned too
SELECT * FROM nps WHERE to_char(modified, 'MM-DD') = '06-01';
