-- expects: stops with an error
SELECT * FROM nps WHERE DATE(modified) = CURDATE();
