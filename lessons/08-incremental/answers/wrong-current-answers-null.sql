-- expects: The query returned no rows
SELECT * FROM nps WHERE deleted IS NULL;
