-- expects: the range should begin with the day and end with it
SELECT * FROM nps FORCE INDEX (nps_modified) WHERE modified > '1971-01-01' AND DATE(modified) = :run_date;
