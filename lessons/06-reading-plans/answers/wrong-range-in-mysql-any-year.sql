-- expects: Rows of other years were returned too
SELECT * FROM nps WHERE MONTH(modified) = 6 AND DAYOFMONTH(modified) = 1;
