-- expects: public.temp_weather is another table than before
-- a new table takes the old one's name
BEGIN;
CREATE TABLE fresh AS SELECT DISTINCT ON (date) * FROM public.temp_weather ORDER BY date, created_date DESC;
DROP TABLE public.temp_weather;
ALTER TABLE fresh RENAME TO temp_weather;
END;
