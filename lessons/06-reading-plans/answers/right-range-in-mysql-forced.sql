SELECT * FROM nps FORCE INDEX (nps_modified) WHERE modified >= 20250601 AND modified < 20250602;
