-- expects: the plan reads the whole table nps
SELECT * FROM nps
WHERE extract(year FROM modified) = 2025 AND extract(month FROM modified) = 6 AND extract(day FROM modified) = 1;
