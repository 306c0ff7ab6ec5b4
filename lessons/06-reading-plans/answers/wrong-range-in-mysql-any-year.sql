-- expects: Rows of other years came too
SELECT * FROM nps WHERE MONTH(modified) = 6 AND DAYOFMONTH(modified) = 1;
