-- expects: the range should begin with the day and end with it
SELECT * FROM nps FORCE INDEX (nps_modified) WHERE modified IS NOT NULL AND modified > 0 AND DAYOFYEAR(modified) = 152 AND YEAR(modified) = 2025;
