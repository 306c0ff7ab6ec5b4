-- expects: Nothing was changed
SELECT * FROM stage;
