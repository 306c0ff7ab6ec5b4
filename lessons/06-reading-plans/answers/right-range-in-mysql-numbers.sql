SELECT * FROM nps WHERE modified >= 20250601 AND modified < 20250602;
