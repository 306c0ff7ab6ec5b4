-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps FORCE INDEX (nps_modified) WHERE DATE_FORMAT(modified, '%Y%m%d') = '20250601';
