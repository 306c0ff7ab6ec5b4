-- expects: Changed answers are left out
SELECT * FROM nps WHERE NOT deleted AND modified = created_at;
